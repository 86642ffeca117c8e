import type { AddressedDelivery, DeliveryOutcome } from '../contract/delivery.ts';
import { type SuppressedChannel, suppressionKey } from '../contract/suppression.ts';
import { log, messageOf } from '../platform/log.ts';
import { censusPartition, type Stubs } from '../platform/stubs.ts';

/**
 * Why nothing may be sent to an address, `suppressed: stop`; undefined when something may. The member is noted with it, so
 * that their object is told when the address takes something again. One call and one row read; throws when the census
 * cannot be reached: nothing is sent to an address that nobody could ask about.
 */
export async function suppressedReason(
  of: Stubs,
  channel: SuppressedChannel,
  address: string,
  member: string,
): Promise<string | undefined> {
  const reason = await censusFor(of, channel, address).suppressed(channel, address, member);
  return reason === undefined ? undefined : `suppressed: ${reason}`;
}

/**
 * Keeps what a provider has just said of an address for all other members who have it, when its outcome says so
 * (`Gone.suppress`). Never throws: the next delivery to it hears the same.
 */
export async function suppressGone(
  of: Stubs,
  { channel, address: { endpoint }, member }: AddressedDelivery,
  outcome: DeliveryOutcome,
  now: number,
): Promise<void> {
  if (outcome.kind !== 'gone' || outcome.suppress === undefined) return;
  if (channel !== 'email' && channel !== 'sms') return;
  try {
    const line = { channel, address: endpoint, reason: outcome.suppress, member };
    await censusFor(of, channel, endpoint).suppress([line], 'provider', now);
  } catch (error) {
    log('warn', 'suppression.lost', { channel, reason: messageOf(error) });
  }
}

function censusFor(of: Stubs, channel: SuppressedChannel, address: string) {
  return of.census(censusPartition(suppressionKey(channel, address)));
}
