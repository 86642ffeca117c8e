import { parseArgs } from 'node:util';
import { CommandFailure } from '../start/failure.ts';
import type { Column } from './columns.ts';

/** What is common to both ways to train. */
interface CommonOptions {
  /** File that the model is written to. */
  readonly out: string;
  /** L2. */
  readonly penalty: number;
}

/** To train by what a Tower recorded. */
export interface TowerOptions extends CommonOptions {
  readonly from: 'tower';
  readonly model: string;
  readonly type: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly crosses: readonly Column[];
  /** Hours after which what was not opened counts as not opened. */
  readonly settled: number;
}

/** To train by files of acts. */
export interface ActsOptions extends CommonOptions {
  readonly from: 'acts';
  readonly acts: string;
  readonly follows: string | undefined;
  /** Unix seconds, a full hour. */
  readonly until: number;
  readonly hours: number;
  /** Hours from `until` on that the model is tried on. */
  readonly tried: number;
  readonly seed: number;
  readonly featuresOut: string | undefined;
  readonly edgesOut: string | undefined;
}

export type TrainOptions = TowerOptions | ActsOptions;

/** How the command is used. */
export const USAGE = `Usage: npm run train -- --model NAME [options]             by what a Tower recorded
       npm run train -- --higgs FILE --until T [options]   by a file of acts

Both write a logistic model for PUT /v1/models/{name}.
  --out FILE           where to; model.json otherwise
  --penalty X          L2 penalty of the weights; 1 otherwise

  --model NAME         decisions that this model made and recorded
  --type NAME          only those of this type
  --cross A*B          also the product of these two features; may be repeated
  --settled HOURS      what was not opened after so long never will be; 24 otherwise
  --url U, --key K     the Tower and an admin key; the one on this machine with the demo tenant's otherwise

  --higgs FILE         a line \`A B unixtime kind\` for each act, sorted by time; plain or .gz
  --follows FILE       a line \`A B\` for each edge, A follows B; plain or .gz
  --until T            train by what came before T, try on what comes after (RFC 3339 or unix seconds, a full hour)
  --hours N            train by the candidates of the N hours before T; 36 otherwise
  --tried N            try on the candidates of the N hours from T on; 24 otherwise
  --seed N             which candidates are rows; 1 otherwise
  --features-out FILE  lines for PUT /v1/features/affinity, as of T
  --edges-out FILE     lines for PUT /v1/edges, as of T`;

/** Reads the command line; refuses what it cannot mean, with how to write it. */
export function readTrainOptions(commandLine: readonly string[]): TrainOptions {
  const values = parsed(commandLine);
  const common = { out: values.out ?? 'model.json', penalty: numberOf('--penalty', values.penalty, 1) };
  if ((values.model === undefined) === (values.higgs === undefined)) {
    throw new CommandFailure('Give either --model or --higgs.', USAGE);
  }
  if (values.model !== undefined) {
    const { model, type, url, key } = values;
    const crosses = (values.cross ?? []).map(crossOf);
    return {
      ...common,
      from: 'tower',
      model,
      type,
      url,
      key,
      crosses,
      settled: numberOf('--settled', values.settled, 24),
    };
  }
  return {
    ...common,
    from: 'acts',
    acts: values.higgs ?? '',
    follows: values.follows,
    until: hourOf(values.until),
    hours: wholeOf('--hours', values.hours, 36),
    tried: wholeOf('--tried', values.tried, 24),
    seed: wholeOf('--seed', values.seed, 1),
    featuresOut: values['features-out'],
    edgesOut: values['edges-out'],
  };
}

function parsed(commandLine: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...commandLine],
      options: {
        out: text,
        penalty: text,
        model: text,
        type: text,
        cross: { type: 'string', multiple: true },
        settled: text,
        url: text,
        key: text,
        higgs: text,
        follows: text,
        until: text,
        hours: text,
        tried: text,
        seed: text,
        'features-out': text,
        'edges-out': text,
      },
    }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE, { cause: error });
  }
}

function crossOf(text: string): Column {
  const [one, other, ...more] = text.split('*');
  if (!one || !other || more.length > 0)
    throw refusal('--cross', text, 'two features, such as edge.strength*item.likes');
  return [one, other];
}

function hourOf(text: string | undefined): number {
  if (text === undefined) throw new CommandFailure('With --higgs, --until is needed.', USAGE);
  const isInstant = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/i.test(text);
  const seconds = /^\d{1,12}$/.test(text) ? Number(text) : isInstant ? Date.parse(text) / 1_000 : Number.NaN;
  if (!Number.isInteger(seconds) || seconds % 3_600 !== 0) {
    throw refusal('--until', text, 'a full hour such as 2012-07-04T00:00:00Z, or its unix seconds');
  }
  return seconds;
}

function wholeOf(option: string, text: string | undefined, otherwise: number): number {
  const number = numberOf(option, text, otherwise);
  if (!Number.isInteger(number)) throw refusal(option, text, 'a whole number above 0');
  return number;
}

function numberOf(option: string, text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (!(number > 0 && Number.isFinite(number))) throw refusal(option, text, 'a number above 0');
  return number;
}

function refusal(option: string, text: string | undefined, wanted: string): CommandFailure {
  return new CommandFailure(`${option} is "${text}".`, `Give it ${wanted}.`);
}
