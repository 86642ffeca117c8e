import { parseArgs } from 'node:util';
import { CommandFailure } from '../start/failure.ts';

/** What a replay is asked to do. */
export interface ReplayOptions {
  readonly file: string;
  /** Unix seconds; acts before it are left out. */
  readonly from: number;
  /** Unix seconds; acts at or after it are left out. */
  readonly to: number;
  /** Acts at the most. */
  readonly limit: number;
  /** So many times real time; undefined is as fast as Tower accepts. */
  readonly speed: number | undefined;
  /** File of edges that is loaded first. */
  readonly follows: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
}

/** How the command is used. */
export const USAGE = `Usage: npm run replay -- FILE [options]

FILE holds a line \`A B unixtime kind\` for each act, kind being RT, MT or RE; plain or .gz.

  --from T        leave out acts before T (RFC 3339 or unix seconds)
  --to T          leave out acts at T and after
  --limit N       replay N acts at the most
  --speed X       play X times real time; without it, as fast as Tower accepts
  --follows FILE  first load edges: lines \`A B\`, A follows B; plain or .gz
  --url U         the Tower to send to; the one on this machine otherwise
  --key K         an admin key of the tenant; the demo tenant's otherwise`;

/** Reads the command line; refuses what it cannot mean, with how to write it. */
export function readReplayOptions(commandLine: readonly string[]): ReplayOptions {
  const { values, positionals } = parsed(commandLine);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new CommandFailure('Name one file to replay.', USAGE);
  const speed = values.speed === undefined ? undefined : Number(values.speed);
  if (speed !== undefined && !(speed > 0 && Number.isFinite(speed)))
    throw refusal('--speed', values.speed, 'a number above 0');
  const limit = values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit);
  if (values.limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw refusal('--limit', values.limit, 'a whole number above 0');
  }
  return {
    file,
    from: timeOf('--from', values.from, Number.NEGATIVE_INFINITY),
    to: timeOf('--to', values.to, Number.POSITIVE_INFINITY),
    limit,
    speed,
    follows: values.follows,
    url: values.url === undefined ? undefined : urlOf(values.url),
    key: values.key,
  };
}

function parsed(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        limit: { type: 'string' },
        speed: { type: 'string' },
        follows: { type: 'string' },
        url: { type: 'string' },
        key: { type: 'string' },
      },
    });
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE, { cause: error });
  }
}

function timeOf(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (/^\d{1,12}$/.test(text)) return Number(text);
  const millis = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/i.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(millis)) throw refusal(option, text, 'a time such as 2012-07-04T06:00:00Z, or unix seconds');
  return millis / 1_000;
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw refusal('--url', text, 'an address such as http://127.0.0.1:8787');
  return text;
}

function refusal(option: string, text: string | undefined, wanted: string): CommandFailure {
  return new CommandFailure(`${option} is "${text}".`, `Give it ${wanted}.`);
}
