import type { Delivery, DeliveryOutcome, Settlement } from '../contract/delivery.ts';

/** Tries of one delivery before it is a dead letter: with back-off, most of a day. */
export const MOST_ATTEMPTS = 10;

/** Whether a delivery is not worth a try any more. `now` in ms. */
export function hasExpired({ expiresAt }: Pick<Delivery, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/**
 * What a try's outcome means for the delivery: one that would be tried again after its expiry has expired, and one that has
 * been tried often enough is dead.
 */
export function afterTry(
  delivery: Pick<Delivery, 'expiresAt' | 'attempt'>,
  outcome: DeliveryOutcome,
): Settlement['outcome'] {
  if (outcome.kind !== 'later') return outcome;
  if (hasExpired(delivery, outcome.at)) return { kind: 'expired' };
  return delivery.attempt < MOST_ATTEMPTS ? outcome : { kind: 'dead', reason: outcome.reason };
}
