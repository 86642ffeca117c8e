import type { Fit } from '../fit-logistic.ts';
import { createKeptShare, type KeptShare } from '../kept-share.ts';
import { engagedIn } from './engaged-in.ts';
import { createFeatures, FEATURES } from './features.ts';
import { handScore } from './hand-score.ts';
import { logitsOf, sigmoid } from './logits.ts';
import type { Past } from './past.ts';
import type { HourOfActs } from './read-hours.ts';

/** How much of all candidates the best scored are, where the share kept is told. */
export const SHARES: readonly number[] = [0.01, 0.05, 0.1, 0.2];

/** How well scores tell who engages: what is kept of them among the best scored of all hours together, and … */
export interface Ranking {
  readonly together: KeptShare;
  /** … of each hour by itself: how many, for each of SHARES. */
  readonly hourByHour: number[];
}

/** A candidate and how likely the model has it to engage. */
export interface Example {
  readonly member: string;
  readonly actor: string;
  /** Unix seconds of the hour. */
  readonly hour: number;
  readonly values: Readonly<Record<string, number>>;
  readonly probability: number;
}

/** What a fit is worth, counted hour by hour. */
export interface Trial {
  readonly fit: Fit;
  /** Of all hours that it was tried on: candidates, and those of them who engaged. */
  candidates: number;
  engaged: number;
  /** Who engaged in an hour, candidate or not. */
  everyEngaged: number;
  /** How many the model had expected to engage. */
  expected: number;
  hoursTried: number;
  readonly model: Ranking;
  readonly hand: Ranking;
  /** The likeliest candidate of each hour. */
  readonly examples: Example[];
}

/** A trial of a fit that has seen nothing yet. */
export function newTrial(fit: Fit): Trial {
  const counts = { candidates: 0, engaged: 0, everyEngaged: 0, expected: 0, hoursTried: 0 };
  return { fit, ...counts, model: newRanking(), hand: newRanking(), examples: [] };
}

function newRanking(): Ranking {
  return { together: createKeptShare(), hourByHour: SHARES.map(() => 0) };
}

/** Scores every candidate of an hour, by what happened before it, and counts who engaged. */
export function tryHour(past: Past, hour: HourOfActs, trial: Trial): void {
  const { every, pairs } = engagedIn(past, hour);
  const logitOf = logitsOf(past, trial.fit);
  const model = createKeptShare();
  const hand = createKeptShare();
  let best = { pair: -1, logit: Number.NEGATIVE_INFINITY };
  for (let pair = 0; pair < past.pairs.size; pair++) {
    const label = pairs.has(pair);
    const logit = logitOf(pair);
    const score = handScore(past, pair);
    for (const kept of [trial.model.together, model]) kept.add(logit, label);
    for (const kept of [trial.hand.together, hand]) kept.add(score, label);
    trial.expected += sigmoid(logit);
    if (logit > best.logit) best = { pair, logit };
  }
  SHARES.forEach((share, place) => {
    for (const [ranking, kept] of [
      [trial.model, model],
      [trial.hand, hand],
    ] as const) {
      ranking.hourByHour[place] = (ranking.hourByHour[place] ?? 0) + pairs.size * kept.at(share);
    }
  });
  trial.candidates += past.pairs.size;
  trial.engaged += pairs.size;
  trial.everyEngaged += every;
  trial.hoursTried++;
  if (best.pair >= 0) trial.examples.push(exampleOf(past, hour, best));
}

function exampleOf(past: Past, { start }: HourOfActs, { pair, logit }: { pair: number; logit: number }): Example {
  const values = new Float64Array(FEATURES.length);
  createFeatures(past)(pair, values);
  return {
    member: past.names.nameOf(past.pairs.memberOf(pair)),
    actor: past.names.nameOf(past.pairs.actorOf(pair)),
    hour: start,
    values: Object.fromEntries(FEATURES.map((name, place) => [name, values[place] ?? 0])),
    probability: sigmoid(logit),
  };
}
