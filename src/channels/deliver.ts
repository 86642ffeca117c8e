import type { DeliverMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { stubs } from '../platform/stubs.ts';
import { patiently } from './patience.ts';
import { serve } from './serve.ts';

/** Consumer of the deliver queue: asks the member what is still due of these notifications, and sends it. */
export async function deliver(
  env: Environment,
  { tenant, member, notifications, withoutPushes }: DeliverMessage,
  now: number,
): Promise<void> {
  const due = await stubs(env, tenant).member(member).take(notifications, now, withoutPushes);
  await patiently(serve(env, tenant, due), due.length);
}
