import { type AddressedDelivery, type Delivery, type Later, NO_ROOM } from '../../contract/delivery.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { deliveryKey } from '../delivery-key.ts';
import type { Tried } from './ask-provider.ts';
import type { Open } from './provider.ts';

/** A provider that has not taken a delivery: it is left alone since it fails, or it failed just now. */
export interface Failing {
  readonly name: string;
  readonly said: Open | Tried;
}

/** ms that something urgent waits for a failing provider that may have taken it, before any other is asked. */
const URGENT_PATIENCE = 300_000;
/** Part of a provider's pause over which those come back who wait for its end; less of it when urgent. */
const SPREAD = 1;
const URGENT_SPREAD = 0.1;
/** Characters of a reason. */
const MOST_REASON = 300;

/** Comes again when there is room for it: that is no try. */
export function untilThereIsRoom(at: number): Later {
  return { kind: 'later', at: Math.ceil(at), reason: NO_ROOM, untried: true };
}

/**
 * A delivery that no provider has taken comes again when the first of them may work again: at the moment of its try, and
 * not before its circuit is tried. Undefined when each of them would refuse it again.
 */
export function afterFailing(failing: readonly Failing[], delivery: AddressedDelivery): Later | undefined {
  const moments = failing.flatMap(({ said }) => momentOf(said, delivery) ?? []);
  if (moments.length === 0) return undefined;
  return { kind: 'later', at: Math.ceil(Math.min(...moments)), reason: reasonsOf(failing) };
}

/** Why each of them has not taken it, by their names. */
export function reasonsOf(failing: readonly Failing[]): string {
  return failing
    .map(({ name, said }) => `${name}: ${reasonOf(said)}`)
    .join('; ')
    .slice(0, MOST_REASON);
}

/** Whether a delivery does not wait any longer for a failing provider, though that may have taken it. */
export function isTooLate({ since }: Open, { urgent }: AddressedDelivery, now: number): boolean {
  return urgent && now - since > URGENT_PATIENCE;
}

/** When it may work again; undefined when it would refuse the next time as well. */
function momentOf(said: Open | Tried, delivery: AddressedDelivery): number | undefined {
  if (said.kind === 'open') return reopened(said, delivery);
  if (said.outcome.kind !== 'later') return undefined;
  return said.open ? Math.max(said.outcome.at, reopened(said.open, delivery)) : said.outcome.at;
}

/** A moment after its pause: all who wait for a provider must not come back at once. */
export function reopened({ retryAt, pause }: Open, delivery: Delivery): number {
  const drawn = Number.parseInt(sha256Hex(`${deliveryKey(delivery)} ${retryAt}`).slice(0, 8), 16) / 2 ** 32;
  return retryAt + pause * drawn * (delivery.urgent ? URGENT_SPREAD : SPREAD);
}

function reasonOf(said: Open | Tried): string {
  if (said.kind === 'open') return 'circuit-open';
  const { outcome } = said;
  return outcome.kind === 'later' || outcome.kind === 'refused' ? outcome.reason : outcome.kind;
}
