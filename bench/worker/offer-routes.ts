import type { CandidateActivity } from '../../src/contract/activity.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { bounded } from '../../src/platform/bounded.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { stubs } from '../../src/platform/stubs.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import type { OffersOrder } from './orders.ts';

/** Makes the calls of an order and answers when all have been answered; fails when one was not what it should be. */
export async function makeOffers(request: Request, env: BenchEnvironment): Promise<Response> {
  const order = await request.json<OffersOrder>();
  const now = Date.now();
  const call = order.target === 'member' ? offerOne(env, order, now) : putInto(env, order, now);
  const answers = await bounded(order.members, order.parallel, call);
  const lost = answers.find((each) => each.status === 'rejected');
  if (lost) throw lost.reason;
  return Response.json({ calls: answers.length });
}

function offerOne(env: BenchEnvironment, { tenant }: OffersOrder, now: number) {
  const of = stubs(env, tenant);
  return async (member: string) => {
    const { decisions } = await offerTo(of.member(member), [{ activity: JSON.stringify(activityOf(now)) }], now, true);
    const [decision] = decisions;
    if (decision?.reason !== 'timeline') throw new Error(`The offer was decided otherwise: ${decision?.reason}`);
  };
}

function putInto(env: BenchEnvironment, { tenant }: OffersOrder, now: number) {
  return async (member: string) => {
    const activity = activityOf(now);
    await env.BARE.getByName(`${tenant}/${member}`).put(activity.id, JSON.stringify(activity));
  };
}

/** Of an ordinary candidate for the timeline: what decides it is whether it is a duplicate, muted, capped or quiet. */
function activityOf(now: number): CandidateActivity {
  return {
    id: eventId(now, nextHash()),
    type: 'bench.note',
    actor: 'bob',
    item: 'post-1',
    content: { title: 'bob published a post', body: 'What a day for a picnic', url: 'https://example.com/post-1' },
    policy: {
      class: 'content',
      channels: ['in-app', 'web-push'],
      mandatory: false,
      dark: false,
      typeCaps: { perDay: 3 },
      memberPerDay: 5,
    },
  };
}

/** Offers made so far. */
let sequence = 0;

/**
 * In the place of an event's hash a number that goes up: offers of a round have the same time, and with random hashes
 * half of those to one member would seem to be older than what is there, which hardly ever happens to a real member.
 */
function nextHash(): string {
  sequence++;
  return sequence.toString().padStart(16, '0');
}
