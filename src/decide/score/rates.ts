import type { Counts } from '../features/past-summary.ts';

/** Beta(2, 8): a type that nothing is known of is opened once in five times, and ten notifications outweigh that. */
const OPEN = { successes: 2, failures: 8 } as const;
/** Beta(0.1, 99.9): one notification in a thousand makes a member turn its type off. */
const DISABLE = { successes: 0.1, failures: 99.9 } as const;

/** How often notifications are opened among those that had their chance, 0..1: Beta-Bernoulli, the posterior mean. */
export function openRate({ opened, judged }: Pick<Counts, 'opened' | 'judged'>): number {
  return mean(OPEN, opened, judged);
}

/** How often one makes the member ask for less, mute or turn off, 0..1. */
export function disableRate({ refused, shown }: Pick<Counts, 'refused' | 'shown'>): number {
  return mean(DISABLE, refused, shown);
}

function mean(prior: { readonly successes: number; readonly failures: number }, successes: number, of: number): number {
  return (prior.successes + successes) / (prior.successes + prior.failures + of);
}
