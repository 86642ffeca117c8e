import type { AddressedDelivery } from '../../contract/delivery.ts';
import { CHANNEL_OF, type ProviderKind } from '../../contract/provider.ts';
import { eventHash, eventId } from '../../platform/event-id.ts';

/** A delivery that shows whether a provider works: of nobody, and known by no member. */
export function testMessage(tenant: string, kind: ProviderKind, to: string, now: number): AddressedDelivery {
  const id = eventId(now, eventHash(tenant, 'provider-test', crypto.randomUUID()));
  const channel = CHANNEL_OF[kind];
  return {
    member: channel === 'webhook' ? to : 'provider-test',
    notification: id,
    device: channel,
    channel,
    address: { endpoint: channel === 'webhook' ? '' : to },
    message: {
      id,
      type: 'provider-test',
      title: 'Tower says hello',
      body: 'This provider works: it has handed over a test message.',
      url: '',
      at: now,
    },
    urgent: true,
    attempt: 1,
  };
}
