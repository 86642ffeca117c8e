import { isPush } from '../contract/channel.ts';
import type { Delivery, Settled, Settlement } from '../contract/delivery.ts';
import type { DeadMessage } from '../contract/queue-message.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { hashOfEventId } from '../platform/event-id.ts';
import { sha256Hex } from '../platform/hash.ts';
import { log, messageOf } from '../platform/log.ts';
import { inOneLine, outgoing } from '../platform/outgoing.ts';
import { censusPartition, type Stubs, stubs } from '../platform/stubs.ts';
import { addTallies, type Tally } from '../platform/tally.ts';
import { eventLogsOf } from '../registry/event-logs.ts';
import { askedOf, attempt } from './attempt.ts';
import { untilThereIsRoom } from './providers/wait-for.ts';
import { announce } from './webhook/announce.ts';
import { happenedTo } from './webhook/happened.ts';

/** Objects called at once. */
const OBJECTS = 16;
/** ms that a delivery stands in line, so that its try ends before its lease: that of a push takes 10 s, others take 55. */
const PUSH_IN_LINE = 15_000;
const OTHER_IN_LINE = 5_000;
/** ms after which one that found no place in that time is due again. */
const LATER = 1_000;

/**
 * Tries deliveries, all of them in one line before the servers that they go to, and reports what became of each to its
 * member, as soon as all of theirs have been tried, and to its event.
 *
 * A dead letter is written before the row is closed, so a crash in between repeats it instead of losing it. Throws, at
 * the end, when some could not be settled: they stay open on their rows, and whoever repeats this gets them again.
 */
export async function serve(env: Environment, tenant: string, deliveries: readonly Delivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  const of = stubs(env, tenant);
  const byMember = [...Map.groupBy(deliveries, ({ member }) => member)];
  const served = await inOneLine(env, () =>
    Promise.allSettled(byMember.map(([member, ofMember]) => serveMember(env, of, tenant, member, ofMember))),
  );
  const answers = served.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  await reportDeliveries(of, countsOf(answers.map(({ settled }) => settled)));
  const happened = answers.flatMap((each) => each.happened);
  await announce(env, of, tenant, happened, Date.now());
  const broken = [
    ...answers.flatMap(({ broken }) => broken),
    ...served.flatMap((each) => (each.status === 'rejected' ? [each.reason] : [])),
  ];
  if (broken.length === 0) return;
  log('error', 'delivery.unsettled', { tenant, count: broken.length, reason: messageOf(broken[0]) });
  throw new Error(`${broken.length} deliveries could not be settled`, { cause: broken[0] });
}

/** Tries the deliveries of one member and settles those whose outcome is known; one that breaks stops no other. */
async function serveMember(
  env: Environment,
  of: Stubs,
  tenant: string,
  member: string,
  deliveries: readonly Delivery[],
) {
  const attempts = deliveries.map(async (delivery): Promise<Settlement> => {
    const { notification, device, address } = delivery;
    const longest = isPush(delivery.channel) ? PUSH_IN_LINE : OTHER_IN_LINE;
    const answer = await outgoing(askedOf(tenant, delivery), longest, () =>
      attempt(env, of, tenant, delivery, Date.now()),
    );
    const outcome = answer ?? untilThereIsRoom(Date.now() + LATER);
    if (outcome.kind === 'dead' || outcome.kind === 'refused') {
      await env.DEAD.send(deadLetterOf(tenant, delivery, outcome.reason));
    }
    return { notification, device, endpoint: address.endpoint, outcome };
  });
  const tried = await Promise.allSettled(attempts);
  const settlements = tried.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const now = Date.now();
  const settled = settlements.length > 0 ? await of.member(member).settle(settlements, now) : {};
  await releaseGone(of, member, deliveries, settlements);
  const happened = happenedTo(deliveries, settlements, settled, now);
  return {
    settled,
    happened,
    broken: tried.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : [])),
  };
}

/** Tells the books of endpoints of browsers and apps that are gone. */
async function releaseGone(of: Stubs, member: string, deliveries: readonly Delivery[], settled: readonly Settlement[]) {
  const isGone = ({ notification, device, channel }: Delivery) =>
    isPush(channel) &&
    settled.some(
      (each) => each.outcome.kind === 'gone' && each.device === device && each.notification === notification,
    );
  const endpoints = new Set(deliveries.filter(isGone).map(({ address }) => sha256Hex(address.endpoint)));
  const answers = await bounded([...endpoints], OBJECTS, (key) =>
    of.census(censusPartition(key)).releaseEndpoint(key, member),
  );
  for (const answer of answers) {
    // The device is forgotten; that the books still name its member changes nothing but their size.
    if (answer.status === 'rejected') log('warn', 'endpoint.unreleased', { reason: messageOf(answer.reason) });
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
  try {
    const parts = (await eventLogsOf(of)).split(counts, ({ hash }) => hash);
    const answers = await bounded(parts, OBJECTS, ([eventLog, part]) => eventLog.log().addDeliveries(part));
    for (const answer of answers) if (answer.status === 'rejected') throw answer.reason;
  } catch (error) {
    // The deliveries are settled: nobody would get these counts again by repeating them.
    log('error', 'delivery.counts.lost', { reason: messageOf(error) });
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
