import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { vi } from 'vitest';
import { putEdges } from '../../src/audience/put-edges.ts';
import { readPage } from '../../src/audience/read-page.ts';
import type { CloudEvent } from '../../src/contract/event.ts';
import type { DeadMessage, LaneMessage } from '../../src/contract/queue-message.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { consumeBatch } from '../../src/fanout/batch-consumer.ts';
import type { Fanout } from '../../src/fanout/fanout.ts';
import type { ReadPage } from '../../src/fanout/read-page.ts';
import { consumeSlice } from '../../src/fanout/slice-consumer.ts';
import type { Steering } from '../../src/fanout/work.ts';
import { acceptEvents } from '../../src/ingest/accept.ts';
import { offerAgain } from '../../src/ingest/offer-again.ts';
import { type Recalled, recallEvent } from '../../src/ingest/recall.ts';
import { type Steered, steerEvent } from '../../src/ingest/steer.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings, newTenant, type TestTenant } from '../http/world.ts';

/** A message on its way in a queue of the test's own. */
export interface Sent {
  readonly lane: string;
  readonly message: LaneMessage;
  readonly delaySeconds: number;
}

/** A fan-out whose queues, clock and crashes belong to the test. */
export interface FanoutWorld {
  readonly tenant: TestTenant;
  readonly env: Environment;
  /** What waits in the lanes; take from it in any order, or lose it. */
  readonly sent: Sent[];
  readonly dead: DeadMessage[];
  /** Lets the next so many sends to the lanes fail. */
  breakSends(times: number): void;
  /** Puts another binding in the place of one, for the Worker and for the ledger of the event. */
  replace(change: Partial<Environment>): Promise<void>;
  follow(members: readonly string[], node: string): Promise<void>;
  /** Posts an event through the whole ingest; answers its id. */
  post(data: CloudEvent['data'], type?: string): Promise<string>;
  /** Withdraws the event. */
  recall(): Promise<Recalled | undefined>;
  /** Consumes a message; with `page`, audiences are read and cut in pages of so many. */
  consume(sent: Sent, page?: number): Promise<void>;
  /** Consumes everything, in order, until nothing is left. */
  drain(page?: number): Promise<void>;
  /** The same, and fires the ledger's alarm as well, until the fan-out has ended or is paused; gives what was consumed. */
  finish(page?: number): Promise<Sent[]>;
  /** Has the fan-out wait, go on or end. */
  steer(how: Steering): Promise<Steered | undefined>;
  /** Moves the clock and fires the ledger's alarm. */
  fireAlarm(ms?: number): Promise<void>;
  progress(): ReturnType<ReturnType<TestTenant['of']['fanout']>['progress']>;
}

/** A fresh world. Its clock is a day ahead, so that no alarm fires by itself. */
export async function newWorld(): Promise<FanoutWorld> {
  const tenant = await newTenant();
  const sent: Sent[] = [];
  const dead: DeadMessage[] = [];
  let [broken, now, event] = [0, Date.now() + 86_400_000, ''];
  vi.spyOn(Date, 'now').mockImplementation(() => now);

  const lane = (name: string) =>
    fakeQueue<LaneMessage>((message, delaySeconds) => {
      sent.push({ lane: name, message: structuredClone(message), delaySeconds });
    });
  function fakeQueue<Message>(keep: (message: Message, delaySeconds: number) => void) {
    const check = () => {
      if (broken > 0) {
        broken--;
        throw new Error('the queue is down');
      }
    };
    return {
      send: async (message: Message, { delaySeconds = 0 } = {}) => {
        check();
        keep(message, delaySeconds);
      },
      sendBatch: async (messages: Iterable<{ body: Message }>, { delaySeconds = 0 } = {}) => {
        check();
        for (const { body } of messages) keep(body, delaySeconds);
      },
    } as unknown as Queue<Message>;
  }
  const world: { env: Environment } = {
    env: {
      ...bindings,
      URGENT: lane('urgent'),
      LIVE: lane('live'),
      BULK: lane('bulk'),
      DEAD: fakeQueue<DeadMessage>((message) => dead.push(message)),
    },
  };
  const of = () => stubs(world.env, tenant.name);
  const ledger = () => tenant.of.fanout(event);
  const handOver = () =>
    runInDurableObject(ledger(), (instance: Fanout) => {
      Object.assign(instance, { env: world.env });
    });
  const drain = async (page?: number) => {
    const consumed: Sent[] = [];
    for (let next = sent.shift(); next; next = sent.shift()) {
      consumed.push(next);
      await consume(next, page);
    }
    return consumed;
  };
  const fireAlarm = async (ms = 3_600_000) => {
    now += ms;
    await handOver();
    await runDurableObjectAlarm(ledger());
  };
  const consume = async ({ message }: Sent, page = 1_000) => {
    const small: ReadPage = (stubsOf, ways, range, after, limit) =>
      readPage(stubsOf, ways, range, after, Math.min(limit, page));
    switch (message.kind) {
      case 'slice':
        return consumeSlice(world.env, message, small, now);
      case 'batch':
        return consumeBatch(world.env, message, small, now);
      case 'events':
        return offerAgain(world.env, message, now);
    }
  };
  return {
    tenant,
    get env() {
      return world.env;
    },
    sent,
    dead,
    breakSends: (times) => {
      broken = times;
    },
    replace: async (change) => {
      world.env = { ...world.env, ...change };
      if (event !== '') await handOver();
    },
    follow: async (members, node) => {
      const failures = await putEdges(
        of(),
        members.map((from) => ({ from, to: node, kind: 'follow', strength: 1 })),
      );
      if (failures.length > 0) throw new Error(`Not followed: ${JSON.stringify(failures)}`);
    },
    post: async (data, type = 'post') => {
      const work: Promise<unknown>[] = [];
      const posted = {
        tenant: tenant.name,
        settings: TenantSettings.parse({}),
        events: [{ id: crypto.randomUUID(), source: 'test', type, data }],
        now,
      };
      const answers = await acceptEvents(world.env, posted, (each) => work.push(each));
      await Promise.allSettled(work);
      const [answer] = answers === 'key-reused' ? [] : answers;
      if (answer?.kind !== 'accepted') throw new Error(`Not accepted: ${JSON.stringify(answer)}`);
      event = answer.id;
      await handOver();
      return event;
    },
    recall: async () => {
      const recalled = await recallEvent(world.env, of(), event, now);
      await handOver();
      return recalled;
    },
    consume,
    drain: async (page) => void (await drain(page)),
    finish: async (page) => {
      const consumed: Sent[] = [];
      for (let round = 0; round < 100; round++) {
        consumed.push(...(await drain(page)));
        await fireAlarm(0);
        if (sent.length === 0 && (await ledger().progress())?.state !== 'fanning-out') return consumed;
      }
      throw new Error('The fan-out does not end');
    },
    steer: async (how) => {
      const steered = await steerEvent(world.env, of(), event, how, now);
      await handOver();
      return steered;
    },
    fireAlarm,
    progress: () => ledger().progress(),
  };
}

/** A namespace whose objects fail in one method: always, or so many times; only those that `where` names. */
export function failing<Namespace extends { getByName(name: string): object }>(
  namespace: Namespace,
  method: string,
  { times = Number.POSITIVE_INFINITY, where = (_name: string): boolean => true, after = false } = {},
): Namespace {
  let left = times;
  return {
    getByName: (name: string) => {
      const stub = namespace.getByName(name);
      return new Proxy(stub, {
        get: (target, property) => {
          const real = Reflect.get(target, property, target);
          if (property !== method || left <= 0 || !where(name)) return real;
          return async (...parameters: unknown[]) => {
            if (left-- <= 0) return Reflect.apply(real, target, parameters);
            if (after) await Reflect.apply(real, target, parameters);
            throw new Error(`${method} crashed`);
          };
        },
      });
    },
  } as unknown as Namespace;
}

/** A namespace whose objects, before they are first asked to do something, wait for what happens meanwhile. */
export function meanwhile<Namespace extends { getByName(name: string): object }>(
  namespace: Namespace,
  method: string,
  action: () => Promise<void>,
): Namespace {
  let happening: Promise<void> | undefined;
  return {
    getByName: (name: string) =>
      new Proxy(namespace.getByName(name), {
        get: (target, property) => {
          const real = Reflect.get(target, property, target);
          if (property !== method) return real;
          return async (...parameters: unknown[]) => {
            happening ??= action();
            await happening;
            return Reflect.apply(real, target, parameters);
          };
        },
      }),
  } as unknown as Namespace;
}

/** How often each member has the event in their timeline. */
export async function timesReceived(
  tenant: TestTenant,
  members: readonly string[],
  event: string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  await Promise.all(
    members.map(async (member) => {
      const { items } = await tenant.of.member(member).decisions(200);
      counts.set(member, items.filter((item) => item.event === event).length);
    }),
  );
  return counts;
}

/** Those who have the event in their timeline. */
export async function holders(tenant: TestTenant, members: readonly string[], event: string): Promise<string[]> {
  const timelines = await Promise.all(
    members.map((member) => tenant.of.member(member).timeline({ limit: 50, archived: 'include' })),
  );
  return members.filter((_member, index) => timelines[index]?.items.some(({ id }) => id === event));
}

/** What each member's object says it decided last about the event; `undefined` of one who was never asked. */
export async function lastReasons(
  tenant: TestTenant,
  members: readonly string[],
  event: string,
): Promise<(string | undefined)[]> {
  const traces = await Promise.all(members.map((member) => tenant.of.member(member).decisions(200)));
  return traces.map(({ items }) => items.find((item) => item.event === event)?.reason);
}

/** `count` names of members. */
export function people(count: number): string[] {
  return Array.from({ length: count }, (_each, number) => `member-${number}`);
}

/** mulberry32: the same numbers for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
