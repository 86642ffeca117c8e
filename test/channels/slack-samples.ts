import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery, Message } from '../../src/contract/delivery.ts';

const ID = '01JD7Q3ZK0000000000000000A';

/** What a notification says; a test names only the parts that matter to it. */
export function aNotice(parts: Partial<Message> = {}): Message {
  return {
    id: ID,
    type: 'message.received',
    title: 'Grace Hopper',
    body: 'The bug is in relay 70.',
    url: 'https://app.example.com/messages/7',
    at: 1_795_000_000_000,
    ...parts,
  };
}

/** One try of one delivery to a member's incoming webhook. */
export function aSlackDelivery(endpoint: string, parts: Partial<AddressedDelivery> = {}): AddressedDelivery {
  const message = parts.message ?? aNotice();
  return {
    ...{ member: 'ada', notification: message.id, channel: 'slack', device: 'slack', address: { endpoint } },
    ...{ message, urgent: false, attempt: 1 },
    ...parts,
  };
}

/** What a channel knows; `allow` is the server that it may reach on this machine. */
export function around(allow: string, parts: Partial<Surroundings> = {}): Surroundings {
  return {
    tenant: 'acme',
    now: Date.now(),
    hosts: [],
    allow,
    tokenKey: 'a secret',
    partials: {},
    timeout: 1_500,
    ...parts,
  };
}
