import { writeFileSync } from 'node:fs';
import { count, duration } from '../../replay/progress.ts';
import { explained, openTarget } from '../../replay/replay-target.ts';
import { modelOfFit } from '../model-of-fit.ts';
import type { TowerOptions } from '../train-options.ts';
import { type DecisionsRead, readDecisions } from './read-decisions.ts';
import { type DecisionsTrained, trainOnDecisions } from './train-on-decisions.ts';

const HOUR = 3_600_000;

/** Trains by what a Tower recorded, writes the model and gives the report. */
export async function trainByTower(
  options: TowerOptions,
  environment: Readonly<Record<string, string | undefined>>,
  now: number,
): Promise<string> {
  const startedAt = performance.now();
  const tower = await openTarget(options, environment);
  const { model, type, settled, crosses, penalty, out } = options;
  const wanted = { model, type, settledBefore: now - settled * HOUR };
  const read = await explained(tower.url, () => readDecisions(tower, wanted));
  const trained = trainOnDecisions(read.rows, crosses, penalty);
  const definition = modelOfFit(trained.columns, trained.fit, trained.defaults);
  writeFileSync(out, `${JSON.stringify(definition, undefined, 2)}\n`);
  return [...reportOf(read, trained), `${duration(performance.now() - startedAt)}`, `model: ${out}`].join('\n');
}

function reportOf({ members, decisions }: DecisionsRead, trained: DecisionsTrained): string[] {
  const { rows, opened, columns, fit, tried } = trained;
  const strongest = columns
    .map((column, index) => ({ name: [column].flat().join('*'), weight: fit.weights[index] ?? 0 }))
    .sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  return [
    `read ${count(decisions)} decisions about ${count(members)} members`,
    `  rows        ${count(rows)} with recorded features, ${count(opened)} of them opened`,
    `  solver      ${count(fit.steps)} steps${fit.converged ? '' : ', not converged'}, log loss ${fit.loss.toFixed(4)}`,
    ...(tried
      ? [
          `  tried       on the newest ${count(tried.rows)} after training on the others: log loss ${tried.loss.toFixed(4)}, ` +
            `${tried.withoutFeatures.toFixed(4)} without features`,
        ]
      : ['  tried       not: the newest rows, or the others, all ended the same way']),
    ...strongest.map(({ name, weight }) => `  ${weight.toFixed(4).padStart(11)} ${name}`),
  ];
}
