import type { EventsMessage } from '../contract/queue-message.ts';

/** Events in one message: its consumer offers them in one invocation. */
const MOST_IN_MESSAGE = 100;

/** The messages that have events of a tenant, named by their ids, offered again. */
export function eventsMessages(tenant: string, ids: readonly string[]): EventsMessage[] {
  return Array.from({ length: Math.ceil(ids.length / MOST_IN_MESSAGE) }, (_each, part) => ({
    kind: 'events',
    tenant,
    events: ids.slice(part * MOST_IN_MESSAGE, (part + 1) * MOST_IN_MESSAGE),
  }));
}
