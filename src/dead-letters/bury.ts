import type { DeadMessage, QueueMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { sha256Hex } from '../platform/hash.ts';
import { log } from '../platform/log.ts';
import { stubs } from '../platform/stubs.ts';

/**
 * Consumer of the dead-letter queue: records what died. A bare message comes from the platform, which moved it here
 * after its last retry; a `dead` one from Tower itself, with its reason.
 */
export async function bury(env: Environment, dead: QueueMessage | DeadMessage, now: number): Promise<void> {
  const message = workOf(dead.kind === 'dead' ? dead.message : dead);
  const of = stubs(env, message.tenant);
  const reason = dead.kind === 'dead' ? dead.reason : 'every retry of the queue failed';
  const lane = dead.kind === 'dead' ? dead.lane : await laneOf(env, message);
  log('warn', 'dead-letter', { tenant: message.tenant, kind: message.kind, lane, reason });
  await of.deadLetters().record([{ id: letterId(message), lane, reason, at: now, message }], now);
}

/** The id of a letter is that of its work: dying twice is one letter. */
function letterId(work: QueueMessage): string {
  return sha256Hex(JSON.stringify(work)).slice(0, 32);
}

/** The work itself, spelled one way: the recipients of a batch are in its ledger, and the order of ids says nothing. */
function workOf(message: QueueMessage): QueueMessage {
  const { tenant } = message;
  switch (message.kind) {
    case 'slice':
      return { kind: 'slice', tenant, event: message.event, slice: message.slice };
    case 'batch':
      return { kind: 'batch', tenant, event: message.event, batch: message.batch };
    case 'events':
      return { kind: 'events', tenant, events: message.events.toSorted() };
    case 'lift':
      return { kind: 'lift', tenant, member: message.member, lifts: message.lifts };
    case 'deliver':
      return { kind: 'deliver', tenant, member: message.member, notifications: message.notifications.toSorted() };
    case 'webhook':
      return { kind: 'webhook', tenant, webhook: message.webhook, id: message.id, message: message.message };
  }
}

/** The platform does not say which queue a message died in, but its work does. */
async function laneOf(env: Environment, message: QueueMessage): Promise<string> {
  switch (message.kind) {
    case 'deliver':
      return 'deliver';
    case 'webhook':
      return 'webhooks';
    case 'events':
    case 'lift':
      return 'live';
    case 'slice':
    case 'batch': {
      const activity = await stubs(env, message.tenant).fanout(message.event).activity();
      return activity?.lane ?? 'live';
    }
  }
}
