import { writeFileSync } from 'node:fs';
import type { Act } from '../../replay/act.ts';
import { count } from '../../replay/progress.ts';
import { readActs } from '../../replay/read-acts.ts';
import { readLines } from '../../replay/read-lines.ts';
import { modelOfFit } from '../model-of-fit.ts';
import type { ActsOptions } from '../train-options.ts';
import { writeLines } from '../write-lines.ts';
import { formatActsReport } from './acts-report.ts';
import { edgeLines, featureLines, strengthsOf } from './affinity-lines.ts';
import { COLUMNS } from './features.ts';
import { logitsOf, sigmoid } from './logits.ts';
import type { Past } from './past.ts';
import { readFollows } from './read-follows.ts';
import { readHours } from './read-hours.ts';
import { type ActsTraining, trainOnActs } from './train-on-acts.ts';

/** Of the candidates who did not engage, the share that is trained by: a hundred times as many tell next to nothing more. */
const SHARE = 0.01;

const EVERYTHING = {
  from: Number.NEGATIVE_INFINITY,
  to: Number.POSITIVE_INFINITY,
  limit: Number.POSITIVE_INFINITY,
};

/** Trains by files of acts and edges, writes the model and what else was asked for, and gives the report. */
export async function trainByFiles(options: ActsOptions): Promise<string> {
  const startedAt = performance.now();
  const { until, hours, tried, penalty, seed } = options;
  const written: string[] = [];
  const training: ActsTraining = {
    ...{ until, hours, tried, penalty, seed, share: SHARE },
    onTrained: async (past, fit) => {
      writeFileSync(options.out, `${JSON.stringify(modelOfFit(COLUMNS, fit), undefined, 2)}\n`);
      written.push(`model: ${options.out}`);
      const logitOf = logitsOf(past, fit);
      written.push(...(await writeGraph(past, (pair) => sigmoid(logitOf(pair)), options)));
    },
  };
  const trained = await trainOnActs(readFollows(linesOf(options.follows)), readHours(actsOf(options.acts)), training);
  return [formatActsReport(trained, training, performance.now() - startedAt), ...written].join('\n');
}

async function writeGraph(
  past: Past,
  probabilityOf: (pair: number) => number,
  { featuresOut, edgesOut }: ActsOptions,
): Promise<string[]> {
  if (featuresOut === undefined && edgesOut === undefined) return [];
  const strengths = strengthsOf(past, probabilityOf);
  const written: string[] = [];
  if (featuresOut !== undefined) {
    written.push(`features: ${count(await writeLines(featuresOut, featureLines(past, strengths)))} in ${featuresOut}`);
  }
  if (edgesOut !== undefined) {
    written.push(`edges: ${count(await writeLines(edgesOut, edgeLines(past, strengths)))} in ${edgesOut}`);
  }
  return written;
}

async function* actsOf(file: string): AsyncGenerator<Act, void, undefined> {
  for await (const { act } of readActs(linesOf(file), EVERYTHING, () => undefined)) yield act;
}

/** Opens the file when its first line is asked for: what flows before anybody reads would be lost. */
async function* linesOf(file: string | undefined): AsyncGenerator<string, void, undefined> {
  if (file !== undefined) yield* readLines(file).lines;
}
