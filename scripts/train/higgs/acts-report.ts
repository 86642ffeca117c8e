import { count, duration } from '../../replay/progress.ts';
import { COLUMNS, FEATURES } from './features.ts';
import type { ActsTrained, ActsTraining } from './train-on-acts.ts';
import { type Example, SHARES } from './trial.ts';

/** The report at the end of a training on acts. `elapsed` in ms. */
export function formatActsReport(trained: ActsTrained, training: ActsTraining, elapsed: number): string {
  const { fit, rows, positives, candidates, engaged, everyEngaged, expected, hoursTried, model, hand } = trained;
  const { hours, share, until } = training;
  return [
    `trained on ${hours} hours before ${instantOf(until)}`,
    row('rows', `${count(rows)}: ${count(positives)} engaged, and ${percent(share)} of the others`),
    row('columns', `${FEATURES.length} features, ${COLUMNS.length - FEATURES.length} crosses`),
    row(
      'solver',
      `${count(fit.steps)} steps${fit.converged ? '' : ', not converged'}, log loss ${fit.loss.toFixed(6)}`,
    ),
    '',
    `tried on the ${hoursTried} hours from then on`,
    row('candidates', `${count(candidates)}: of every hour, all who follow the actor or engaged with them before`),
    row(
      'engaged',
      `${count(engaged)} of them; that is ${percent(engaged / everyEngaged)} of ${count(everyEngaged)} who did`,
    ),
    row('expected', `${count(Math.round(expected))} by the model's probabilities`),
    '',
    `of those ${count(engaged)}, kept in the best`,
    row('', cells(SHARES, 0)),
    row('model', cells(SHARES.map(model.together.at))),
    row('by hand', cells(SHARES.map(hand.together.at))),
    'the same, the best of each hour by itself',
    row('model', cells(model.hourByHour.map((kept) => kept / engaged))),
    row('by hand', cells(hand.hourByHour.map((kept) => kept / engaged))),
    '',
    'the likeliest of its hour',
    ...trained.examples.filter((_, index) => index % 6 === 0).map((example) => row('', wordsOf(example))),
    '',
    `${duration(elapsed)}, ${count(Math.round(process.memoryUsage.rss() / 1e6))} MB`,
  ].join('\n');
}

function wordsOf({ member, actor, hour, probability }: Example): string {
  return `${instantOf(hour)}: ${member} with ${actor}, ${probability.toFixed(6)}`;
}

function row(name: string, value: string): string {
  return `  ${name.padEnd(11)} ${value}`;
}

function cells(shares: readonly number[], digits = 1): string {
  return shares.map((share) => percent(share, digits).padStart(8)).join('');
}

function percent(share: number, digits = 1): string {
  return `${(100 * share).toFixed(digits)} %`;
}

function instantOf(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
}
