import type { ScoringModel } from '../../contract/policy.ts';
import type { Case, Features, Scorer } from '../component.ts';
import { countsIn, pastSummary, RANGES } from '../features/past-summary.ts';
import { isInShare } from './is-in-share.ts';
import { modelOf } from './model.ts';
import { disableRate, openRate } from './rates.ts';
import { isComputed } from './scored.ts';

/** How a member will respond, 0..1 each. */
interface Response {
  readonly pOpen: number;
  readonly pDisable: number;
}

const SCORES = ['pOpen', 'pDisable', 'pOpenChampion', 'pOpenChallenger', 'challenger'] as const;

/**
 * How the member will respond, 0..1 each: `pOpen` that they open it, `pDisable` that it makes them turn the type off.
 * By the type's model; without one by what the member did with the type in 90 days, with a prior for a type that is new
 * to them. What was scored before keeps its scores.
 *
 * Where a challenger is on trial, both models score. It decides for its share of the members, always the same ones of a
 * type: then `challenger` is 1 and `pOpenChampion` what the model would have said. For all others `pOpenChallenger` is
 * what the challenger would have.
 *
 * Seed: the scoring of LinkedIn's Concourse; the prior is that of a Beta-Bernoulli model.
 */
export const response: Scorer = {
  kind: 'scorer',
  name: 'response',
  score(of, known) {
    const before = of.again?.numbers;
    if (before?.pOpen !== undefined) return scoresOf(before);
    return isComputed(of) ? responseOf(of, known) : {};
  },
};

function scoresOf(numbers: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    SCORES.flatMap((name) => (numbers[name] === undefined ? [] : [[name, numbers[name]] as const])),
  );
}

function responseOf(of: Case, known: Features): Readonly<Record<string, number>> {
  const { type, policy } = of.candidate.activity;
  const champion = responseBy(policy.model, of, known);
  if (!policy.challenger) return { ...champion };
  const { model, share } = policy.challenger;
  const challenger = responseBy(model, of, known);
  return isInShare(`${type}/${of.member.id}`, share)
    ? { ...challenger, pOpenChampion: champion.pOpen, challenger: 1 }
    : { ...champion, pOpenChallenger: challenger.pOpen };
}

function responseBy(definition: ScoringModel | undefined, of: Case, { values }: Features): Response {
  const model = definition && modelOf(definition);
  const pOpen = model?.open(values);
  const pDisable = model?.disable(values);
  if (pOpen !== undefined && pDisable !== undefined) return { pOpen, pDisable };
  const counts = countsIn(pastSummary(of.member.past).ofType(of.candidate.activity.type), RANGES['90d'], of.now);
  return { pOpen: pOpen ?? openRate(counts), pDisable: pDisable ?? disableRate(counts) };
}
