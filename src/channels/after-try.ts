import type { Delivery, DeliveryOutcome, Settlement } from '../contract/delivery.ts';

/** Whether a delivery is not worth a try any more. `now` in ms. */
export function hasExpired({ expiresAt }: Pick<Delivery, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/**
 * What a try's outcome means for the delivery: one that would be tried again after its expiry has expired, and one that
 * would be after its budget of time is given up. However often it was tried does not matter: a provider that is down for
 * an hour loses nothing.
 */
export function afterTry(
  delivery: Pick<Delivery, 'expiresAt' | 'giveUpAt'>,
  outcome: DeliveryOutcome,
): Settlement['outcome'] {
  if (outcome.kind !== 'later') return outcome;
  if (hasExpired(delivery, outcome.at)) return { kind: 'expired' };
  const isGivenUp = delivery.giveUpAt !== undefined && outcome.at > delivery.giveUpAt;
  return isGivenUp ? { kind: 'dead', reason: outcome.reason } : outcome;
}
