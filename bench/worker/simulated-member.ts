import type { Candidate } from '../../src/contract/activity.ts';
import type { Delivery } from '../../src/contract/delivery.ts';
import type { OwnEngagement } from '../../src/contract/engagement.ts';
import { timeOfEventId } from '../../src/contract/event-time.ts';
import type { DeliverMessage } from '../../src/contract/queue-message.ts';
import { Member } from '../../src/member/member.ts';
import type { OfferAnswer } from '../../src/member/offer.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { OUTCOME_PLANS, type OutcomePlan } from '../decide/outcome-plans.ts';
import { YEAR_START, yearPart } from '../decide/year-plan.ts';
import { type Cost, type Fate, NO_COST, plus, type YearReport } from '../decide/year-report.ts';
import type { YearOrder } from './orders.ts';
import { RowMeter } from './row-meter.ts';

/**
 * The product's member, living through a year by a plan instead of a clock. It does to itself what Workers and the
 * platform do to a member: offers, alarms at their moment, deliveries that are taken and settled, and looks at the
 * timeline. What it does to the database is committed after every call.
 */
export class SimulatedMember extends Member {
  readonly #meter: RowMeter;
  readonly #handedOver: string[];

  constructor(context: DurableObjectState, env: Environment) {
    const meter = new RowMeter(context.storage);
    const handedOver: string[] = [];
    super(context, { ...env, DELIVER: queueInto(handedOver) });
    this.#meter = meter;
    this.#handedOver = handedOver;
  }

  /** Lives through one part of the year; the parts come in order. */
  async live(order: YearOrder): Promise<YearReport> {
    const { from, to, steps } = yearPart(order.member, order.candidates, order.part, order.parts);
    if (from === YEAR_START) await this.#begin();
    const offers: Partial<Record<Fate, Cost>> = {};
    const rang: number[] = [];
    let [alarms, visits] = [NO_COST, NO_COST];
    for (const step of steps) {
      alarms = plus(alarms, await this.#alarmsUntil(step.at, rang));
      if ('candidate' in step) {
        const { fate, cost } = await this.#offer(step.candidate, step.at, rang);
        offers[fate] = plus(offers[fate] ?? NO_COST, cost);
      } else {
        visits = plus(visits, await this.#visit(step.visit.chance, step.at));
      }
    }
    return { offers, alarms: plus(alarms, await this.#alarmsUntil(to, rang)), visits, rang };
  }

  /** What the counted candidates of a plan cost until all of it is over, alarms included. */
  async outcome(name: keyof typeof OUTCOME_PLANS): Promise<Cost> {
    const { before, counted, until }: OutcomePlan = OUTCOME_PLANS[name];
    await this.#begin();
    let cost = NO_COST;
    for (const [candidates, counts] of [
      [before, false],
      [counted, true],
    ] as const) {
      for (const candidate of candidates) {
        const now = timeOfEventId(candidate.activity.id);
        const alarms = await this.#alarmsUntil(now, []);
        const offered = await this.#offer(candidate, now, []);
        if (counts) cost = [alarms, offered.cost].reduce(plus, cost);
      }
    }
    return plus(cost, await this.#alarmsUntil(until, []));
  }

  /** A member for a year already, with a browser on a desk and one in a pocket, and quiet hours. */
  async #begin(): Promise<void> {
    const joined = new Date(YEAR_START - 365 * 86_400_000).toISOString();
    await this.putProfile({ timezone: 'Europe/Berlin', createdAt: joined }, YEAR_START);
    const quiet = { from: '22:30', to: '07:00' };
    await this.putPreferences({ ...this.preferences(), quiet, muted: [{ actor: 'actor-7' }] }, YEAR_START);
    for (const form of ['desktop', 'phone'] as const) {
      const address = { endpoint: `https://push.example.com/${form}`, p256dh: '', auth: '' };
      const app = null;
      this.registerDevice({ id: form, kind: 'web-push', address, host: 'push.example.com', form, app, createdAt: 0 });
    }
    this.#meter.take();
  }

  async #offer(candidate: Candidate, now: number, rang: number[]): Promise<{ fate: Fate; cost: Cost }> {
    const answer = await offerTo(this, [{ ...candidate, activity: JSON.stringify(candidate.activity) }], now, true);
    await this.#send(answer.due, now, rang);
    return { fate: fateOf(answer), cost: await this.#cost() };
  }

  /** Fires every alarm up to a moment, and sends what the deliver queue is given. */
  async #alarmsUntil(moment: number, rang: number[]): Promise<Cost> {
    let cost = NO_COST;
    for (let at = this.#meter.takeAlarm(moment); at !== undefined; at = this.#meter.takeAlarm(moment)) {
      await this.wake(at);
      await this.#send(await this.take(this.#handedOver.splice(0), at), at, rang);
      cost = plus(cost, await this.#cost());
    }
    return cost;
  }

  async #send(deliveries: readonly Delivery[], now: number, rang: number[]): Promise<void> {
    if (deliveries.length === 0) return;
    const ringing = deliveries.filter(({ urgent, message }) => !urgent && !message.quiet);
    for (const _ of new Set(ringing.map(({ notification }) => notification))) rang.push(now);
    await this.settle(
      deliveries.map(({ notification, device }) => ({ notification, device, outcome: { kind: 'sent' } })),
      now,
    );
  }

  /** Looks at the newest entries, and does something with one of them. */
  async #visit(chance: number, now: number): Promise<Cost> {
    const { items } = this.timeline({ limit: 10, archived: 'exclude' });
    const [newest] = items;
    const item = items[Math.floor(chance * items.length)];
    if (newest && chance < 0.8) await this.markSeen(newest.id, now);
    if (item) await this.engage([{ action: actionFor(chance), notification: item.id, channel: 'in-app' }], now);
    return this.#cost();
  }

  /** What the last call cost, when it is on disk. */
  async #cost(): Promise<Cost> {
    await this.ctx.storage.sync();
    return { calls: 1, ...this.#meter.take() };
  }
}

function fateOf({ decisions: [decision], due }: OfferAnswer): Fate {
  switch (decision?.outcome) {
    case 'send':
      return due.length > 0 ? 'pushed' : 'timeline';
    case 'hold':
      return decision.reason === 'digest' ? 'held for a digest' : 'held for later';
    case 'merge':
      return 'merged';
    case 'drop':
      return 'dropped';
    case undefined:
      throw new Error('An offer was not decided');
  }
}

/** Opens most of what is chosen; a sixth is dismissed, and once in two months there is too much of something. */
function actionFor(chance: number): OwnEngagement['action'] {
  const place = (chance * 1_000) % 1;
  if (place < 0.005) return 'see-less';
  return place < 0.17 ? 'dismiss' : 'open';
}

/** Stands for the deliver queue: the simulation takes from it what it is given. */
function queueInto(handedOver: string[]): Queue<DeliverMessage> {
  const send = async ({ notifications }: DeliverMessage) => {
    handedOver.push(...notifications);
  };
  return { send } as unknown as Queue<DeliverMessage>;
}
