import type { Delivery, DeliveryOutcome, Settled, Settlement } from '../contract/delivery.ts';
import type { DeadMessage } from '../contract/queue-message.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import { EVENT_LOG_PARTITIONS, type Stubs, stubs } from '../platform/stubs.ts';
import { addTallies, type Tally } from '../platform/tally.ts';
import { sendWebPush } from './web-push/send.ts';

/** Members (or parts of the event log) called at once, and deliveries under way at once for each. */
const MEMBERS = 16;
const DELIVERIES = 4;
/** Tries of one delivery before it is a dead letter: with back-off, most of a day. */
const MOST_ATTEMPTS = 10;

/**
 * Sends deliveries and reports what became of each to its member, as soon as all of theirs have been tried, and to its
 * event.
 *
 * A dead letter is written before the row is closed, so a crash in between repeats it instead of losing it. Throws, at
 * the end, when some could not be settled: they stay open on their rows, and whoever repeats this gets them again.
 */
export async function dispatch(env: Environment, tenant: string, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const of = stubs(env, tenant);
  const byMember = [...Map.groupBy(deliveries, ({ member }) => member)];
  const served = await bounded(byMember, MEMBERS, ([member, ofMember]) => serve(env, of, tenant, member, ofMember));
  const answers = served.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await reportDeliveries(of, countsOf(answers.map(({ settled }) => settled)));
  const broken = [
    ...answers.flatMap(({ broken }) => broken),
    ...served.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
  ];
  if (broken.length === 0) return;
  log('error', 'delivery.unsettled', { tenant, count: broken.length, reason: messageOf(broken[0]) });
  throw new Error(`${broken.length} deliveries could not be settled`, { cause: broken[0] });
}

/** Tries the deliveries of one member and settles those whose outcome is known; one that breaks stops no other. */
async function serve(env: Environment, of: Stubs, tenant: string, member: string, deliveries: readonly Delivery[]) {
  const tried = await bounded(deliveries, DELIVERIES, async (delivery): Promise<Settlement> => {
    const { notification, device } = delivery;
    const outcome = await attempt(env, delivery);
    if (outcome.kind === 'dead' || outcome.kind === 'refused') {
      await env.DEAD.send(deadLetterOf(tenant, delivery, outcome.reason));
    }
    return { notification, device, outcome };
  });
  const settlements = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const settled = settlements.length > 0 ? await of.member(member).settle(settlements, Date.now()) : {};
  return { settled, broken: tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : [])) };
}

async function attempt(env: Environment, delivery: Delivery): Promise<Settlement['outcome']> {
  const now = Date.now();
  if (delivery.expiresAt !== undefined && delivery.expiresAt <= now) return { kind: 'expired' };
  const outcome = await send(env, delivery, now);
  if (outcome.kind !== 'later') return outcome;
  if (delivery.expiresAt !== undefined && delivery.expiresAt <= outcome.at) return { kind: 'expired' };
  return delivery.attempt < MOST_ATTEMPTS ? outcome : { kind: 'dead', reason: outcome.reason };
}

/** The channel of a delivery; a new one does not compile until it is here. */
function send(env: Environment, delivery: Delivery, now: number): Promise<DeliveryOutcome> {
  switch (delivery.channel) {
    case 'web-push':
      return sendWebPush(
        delivery,
        {
          publicKey: env.TOWER_VAPID_PUBLIC_KEY,
          privateKey: env.TOWER_VAPID_PRIVATE_KEY,
          subject: env.TOWER_VAPID_SUBJECT,
          allow: env.TOWER_PUSH_ALLOW,
        },
        now,
      );
  }
}

/** The sum of what members have settled, by event. */
function countsOf(settled: readonly Settled[]): Map<string, Tally> {
  const byEvent = new Map<string, Tally>();
  for (const [event, counts] of settled.flatMap((each) => Object.entries(each))) {
    byEvent.set(event, addTallies(byEvent.get(event) ?? {}, counts as Tally));
  }
  return byEvent;
}

async function reportDeliveries(of: Stubs, byEvent: ReadonlyMap<string, Tally>): Promise<void> {
  const counts = [...byEvent]
    .filter(([, deliveries]) => Object.keys(deliveries).length > 0)
    .map(([event, deliveries]) => ({ hash: hashOfEventId(event), deliveries }));
  const byPartition = [...Map.groupBy(counts, ({ hash }) => eventPartition(hash, EVENT_LOG_PARTITIONS))];
  const answers = await bounded(byPartition, MEMBERS, ([partition, part]) =>
    of.eventLog(partition).addDeliveries(part),
  );
  for (const answer of answers) {
    // The deliveries are settled: nobody would get these counts again by repeating them.
    if (answer.status === 'rejected') log('error', 'delivery.counts.lost', { reason: messageOf(answer.reason) });
  }
}

function deadLetterOf(tenant: string, { member, notification, channel }: Delivery, reason: string): DeadMessage {
  return {
    kind: 'dead',
    reason: `${channel}: ${reason}`,
    lane: 'deliver',
    message: { kind: 'deliver', tenant, member, notifications: [notification] },
  };
}
