import type { Case, Features, Scorer } from '../component.ts';
import { countsIn, pastSummary, RANGES } from '../features/past-summary.ts';
import { modelOf } from './model.ts';
import { disableRate, openRate } from './rates.ts';
import { isComputed } from './scored.ts';

/**
 * How the member will respond, 0..1 each: `pOpen` that they open it, `pDisable` that it makes them turn the type off.
 * By the type's model; without one by what the member did with the type in 90 days, with a prior for a type that is new
 * to them. What was scored before keeps its scores.
 *
 * Seed: the scoring of LinkedIn's Concourse; the prior is that of a Beta-Bernoulli model.
 */
export const response: Scorer = {
  kind: 'scorer',
  name: 'response',
  score(of, known) {
    const { pOpen, pDisable } = of.again?.numbers ?? {};
    if (pOpen !== undefined) return pDisable === undefined ? { pOpen } : { pOpen, pDisable };
    return isComputed(of) ? responseOf(of, known) : {};
  },
};

function responseOf(of: Case, { values }: Features): { readonly pOpen: number; readonly pDisable: number } {
  const { model: definition } = of.candidate.activity.policy;
  const model = definition && modelOf(definition);
  const pOpen = model?.open(values);
  const pDisable = model?.disable(values);
  if (pOpen !== undefined && pDisable !== undefined) return { pOpen, pDisable };
  const counts = countsIn(pastSummary(of.member.past).ofType(of.candidate.activity.type), RANGES['90d'], of.now);
  return { pOpen: pOpen ?? openRate(counts), pDisable: pDisable ?? disableRate(counts) };
}
