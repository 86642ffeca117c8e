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
  const { message, lane, reason } =
    dead.kind === 'dead' ? dead : { message: dead, lane: laneOf(dead), reason: 'every retry of the queue failed' };
  log('warn', 'dead-letter', { tenant: message.tenant, kind: message.kind, lane, reason });
  await stubs(env, message.tenant)
    .deadLetters()
    .record([{ id: letterId(message), lane, reason, at: now, message }]);
}

/** The id of a letter is that of its work: dying twice is one letter. */
export function letterId(message: QueueMessage): string {
  return sha256Hex(JSON.stringify(message)).slice(0, 32);
}

function laneOf(message: QueueMessage): string {
  return message.kind === 'deliver' ? 'deliver' : 'live';
}
