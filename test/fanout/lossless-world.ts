import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { vi } from 'vitest';
import { learnBounds } from '../../src/audience/learn-bounds.ts';
import { publishLifts } from '../../src/audience/publish-lifts.ts';
import { putEdges } from '../../src/audience/put-edges.ts';
import { readPage } from '../../src/audience/read-page.ts';
import { removeEdges } from '../../src/audience/remove-edges.ts';
import type { Lift } from '../../src/contract/bound.ts';
import type { EngagementAction } from '../../src/contract/engagement.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { consumeBatch } from '../../src/fanout/batch-consumer.ts';
import type { Fanout } from '../../src/fanout/fanout.ts';
import type { LearnBounds } from '../../src/fanout/learn-bounds.ts';
import type { ReadPage } from '../../src/fanout/read-page.ts';
import { consumeSlice } from '../../src/fanout/slice-consumer.ts';
import { acceptEvents } from '../../src/ingest/accept.ts';
import { tenantChanged } from '../../src/registry/registry.ts';
import { newWorld } from './world.ts';

/** What happens to a tenant, one after the other. */
export type Step =
  | {
      readonly kind: 'post';
      readonly type: string;
      readonly actor: string;
      readonly likes: number;
      readonly group: number;
    }
  | {
      readonly kind: 'engage';
      readonly member: string;
      readonly place: number;
      readonly action: EngagementAction;
      readonly dies: boolean;
    }
  | { readonly kind: 'read'; readonly member: string }
  | { readonly kind: 'edge'; readonly member: string; readonly node: string; readonly strength: number | undefined }
  | { readonly kind: 'push'; readonly member: string; readonly target: string; readonly value: number | undefined }
  | { readonly kind: 'erase'; readonly member: string }
  | { readonly kind: 'wait'; readonly ms: number };

/** A tenant: two types with models of their own, and members who follow nodes. */
export interface Setting {
  readonly members: readonly string[];
  readonly models: readonly ModelDefinition[];
  readonly floors: readonly number[];
  readonly steps: readonly Step[];
}

/** What came of it. */
export interface Ended {
  /** By member and place of the event: what was decided; absent of those who were not asked. */
  readonly outcomes: ReadonlyMap<string, string>;
  /** By member: what their timeline shows, the newest first. */
  readonly timelines: ReadonlyMap<string, string>;
  readonly asked: number;
  readonly pruned: number;
}

/** Members of a page, so that an event has several batches. */
const PAGE = 7;

/**
 * Lets everything happen to a tenant of its own, through the real consumers and objects. `chaos` decides what comes
 * late, twice, in another order or without its recipients; it is not the same from one run to the other.
 */
export async function live(setting: Setting, boundedFanout: boolean, chaos: () => number): Promise<Ended> {
  const world = await newWorld();
  const { of, name: tenant } = world.tenant;
  let now = Date.now();
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  for (const [index, model] of setting.models.entries()) {
    await of.tenant().putModel(`model-${index}`, model, now);
    await world.tenant.ask('PUT', `/v1/types/type-${index}`, {
      body: {
        class: 'content',
        channels: ['in-app'],
        audience: { of: 'actor' },
        template: { title: '{{actor}} posted' },
        model: `model-${index}`,
        floor: setting.floors[index],
      },
    });
  }
  tenantChanged(tenant);

  const events: string[] = [];
  const late: (() => Promise<void>)[] = [];
  const small: ReadPage = (stubs, ways, range, after, limit, bounding) =>
    readPage(stubs, ways, range, after, Math.min(limit, PAGE), bounding);
  const learn: LearnBounds = async (stubs, bound, tickets, learnt) => {
    const draw = chaos();
    if (draw < 0.1) return;
    if (draw < 0.4) late.push(() => learnBounds(stubs, bound, tickets, learnt));
    else await learnBounds(stubs, bound, tickets, learnt);
  };
  const lift = (member: string, lifts: readonly Lift[]) => publishLifts(of, member, lifts, now);

  async function drain(event: string) {
    const ledger = of.fanout(event);
    for (let round = 0; round < 50; round++) {
      while (world.sent.length > 0) {
        const [next] = world.sent.splice(Math.floor(chaos() * world.sent.length), 1);
        if (!next) continue;
        if (chaos() < 0.15) world.sent.push(next);
        const { message } = next;
        if (message.kind === 'slice') await consumeSlice(world.env, message, small, now);
        if (message.kind !== 'batch') continue;
        const { recipients: _, learn: __, ...bare } = message;
        await consumeBatch(world.env, chaos() < 0.1 ? bare : message, small, now, learn);
      }
      await runDurableObjectAlarm(ledger);
      if (world.sent.length === 0 && (await ledger.progress())?.state !== 'fanning-out') return;
    }
    throw new Error('The fan-out does not end');
  }

  async function take(step: Step, index: number): Promise<void> {
    switch (step.kind) {
      case 'post': {
        const work: Promise<unknown>[] = [];
        const data = {
          actor: step.actor,
          item: { id: `item-${index}`, features: { likes: step.likes, group: step.group } },
        };
        const settings = TenantSettings.parse({ boundedFanout });
        const posted = {
          tenant,
          settings,
          events: [{ id: `event-${index}`, source: 'test', type: step.type, data }],
          now,
        };
        const answers = await acceptEvents(world.env, posted, (each) => work.push(each));
        await Promise.allSettled(work);
        const [answer] = answers === 'key-reused' ? [] : answers;
        if (answer?.kind !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
        events.push(answer.id);
        await runInDurableObject(of.fanout(answer.id), (instance: Fanout) => {
          Object.assign(instance, { env: world.env });
        });
        return drain(answer.id);
      }
      case 'engage': {
        const { items } = await of.member(step.member).timeline({ limit: 20, archived: 'include' });
        const item = items[step.place % Math.max(1, items.length)];
        if (!item) return;
        const { lifts } = await of.member(step.member).engage([{ action: step.action, notification: item.id }], now);
        // A Worker that dies leaves it to the next one, or to the alarm: both find it with the member.
        const found = step.dies ? (await of.member(step.member).engage([], now)).lifts : lifts;
        return lift(step.member, found);
      }
      case 'read': {
        const { lifts = [] } = await of.member(step.member).markRead({ all: true }, now);
        return lift(step.member, lifts);
      }
      case 'edge': {
        const edge = { from: step.member, to: step.node, kind: 'follow' };
        const failures = await (step.strength === undefined
          ? removeEdges(of, [edge])
          : putEdges(of, [{ ...edge, strength: step.strength }]));
        if (failures.length > 0) throw new Error(`Not put: ${JSON.stringify(failures)}`);
        return;
      }
      case 'push': {
        const features = step.value === undefined ? {} : { value: step.value };
        const put = await of
          .member(step.member)
          .putFeatures('ads', [{ target: step.target, features }], index + 1, now);
        if (put.kind === 'put') await lift(step.member, put.lifts);
        return;
      }
      case 'erase': {
        await world.tenant.ask('DELETE', `/v1/members/${step.member}`);
        return;
      }
      case 'wait':
        now += step.ms;
    }
  }

  for (const [index, step] of setting.steps.entries()) {
    await take(step, index);
    while (late.length > 0 && chaos() < 0.3) await late.splice(Math.floor(chaos() * late.length), 1)[0]?.();
    now += 1_000;
  }
  const standings = await Promise.all(events.map((event) => of.fanout(event).progress()));
  return {
    ...(await readAll(setting.members, of, events)),
    asked: standings.reduce((sum, each) => sum + (each?.offered ?? 0), 0),
    pruned: standings.reduce((sum, each) => sum + (each?.pruned ?? 0), 0),
  };
}

async function readAll(
  members: readonly string[],
  of: Awaited<ReturnType<typeof newWorld>>['tenant']['of'],
  events: readonly string[],
) {
  const outcomes = new Map<string, string>();
  const timelines = new Map<string, string>();
  for (const member of members) {
    const [{ items }, timeline] = await Promise.all([
      of.member(member).decisions(500),
      of.member(member).timeline({ limit: 200, archived: 'include' }),
    ]);
    for (const { event, outcome, reason } of items) {
      outcomes.set(
        `${member} ${events.indexOf(event)}`,
        outcome === 'drop' && reason === 'below-floor' ? 'drop' : `${outcome} ${reason}`,
      );
    }
    const shown = timeline.items.map(({ id, seen, read }) => [events.indexOf(id), seen, read].join());
    timelines.set(member, shown.join(' '));
  }
  return { outcomes, timelines };
}
