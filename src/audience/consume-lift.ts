import type { LiftMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { stubs } from '../platform/stubs.ts';
import { publishLifts } from './publish-lifts.ts';

/** Consumer of `lift` messages: what a Worker was to do that has died. Idempotent. */
export async function consumeLift(env: Environment, message: LiftMessage, now: number): Promise<void> {
  const { tenant, member, lifts } = message;
  await publishLifts(stubs(env, tenant), member, lifts, now);
}
