import { isPush } from '../contract/channel.ts';
import type { Delivery } from '../contract/delivery.ts';
import type { DeliverMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { sendAll } from '../platform/queues.ts';
import { serve } from './serve.ts';

/**
 * What becomes of deliveries that an offer has just made: pushes are sent at once, they are fast and must be; all else has
 * a lane of its own, the deliver queue, because a mail server takes seconds and nobody shall wait for it.
 *
 * Throws, at the end, when some could not be settled or handed over: they stay open on their rows, and whoever repeats this
 * gets them again.
 */
export async function dispatch(env: Environment, tenant: string, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const { atOnce = [], lane = [] } = Object.groupBy(deliveries, ({ channel }) => (isPush(channel) ? 'atOnce' : 'lane'));
  const done = await Promise.allSettled([serve(env, tenant, atOnce), sendAll(env.DELIVER, messagesOf(tenant, lane))]);
  for (const each of done) if (each.status === 'rejected') throw each.reason;
}

/** One message a member: what is due of theirs is read again when its turn has come. */
function messagesOf(tenant: string, deliveries: readonly Delivery[]): DeliverMessage[] {
  return [...Map.groupBy(deliveries, ({ member }) => member)].map(([member, ofMember]) => ({
    kind: 'deliver',
    tenant,
    member,
    notifications: [...new Set(ofMember.map(({ notification }) => notification))],
    withoutPushes: true,
  }));
}
