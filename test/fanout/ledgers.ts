import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { vi } from 'vitest';
import type { Lane } from '../../src/contract/lane.ts';
import type { LaneMessage } from '../../src/contract/queue-message.ts';
import type { Fanout } from '../../src/fanout/fanout.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';

/** Members of a page, and of a batch. */
const [PAGE, BATCH] = [1_000, 250];
/** Where a slice begins; the place of a member is counted from there. */
const WIDTH = 1_000_000;

/** Ledgers of any tenants on one queue, whose consumers ask no members: audiences may be as large as they like. */
export interface Ledgers {
  readonly queue: LaneMessage[];
  /** Puts another binding in the place of one, for the ledgers that are started or told anything from here on. */
  replace(change: Partial<Environment>): void;
  /** Starts a fan-out to so many, in slices; answers its name. */
  start(tenant: string, audience: number, slices?: number, lane?: Lane): Promise<string>;
  /** Consumes one message, and fires the alarms that are due then. */
  consume(message: LaneMessage): Promise<void>;
  /** Moves the clock, and fires the alarm of a ledger. */
  fireAlarm(tenant: string, event: string, ms?: number): Promise<void>;
  of(tenant: string, event: string): ReturnType<ReturnType<typeof stubs>['fanout']>;
  /** Open batches and slices under way, by the rows. */
  rows(tenant: string, event: string): Promise<{ readonly open: number; readonly slices: number }>;
  now(): number;
}

/** A fresh set. Its clock is a day ahead, so that no alarm fires by itself. Of each page `pruned` are left out. */
export function newLedgers({ pruned = 0 } = {}): Ledgers {
  const queue: LaneMessage[] = [];
  let now = Date.now() + 86_400_000;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const keep = {
    send: async (message: LaneMessage) => void queue.push(message),
    sendBatch: async (messages: Iterable<{ body: LaneMessage }>) => {
      for (const { body } of messages) queue.push(body);
    },
  } as unknown as Queue<LaneMessage>;
  let env: Environment = { ...bindings, URGENT: keep, LIVE: keep, BULK: keep };
  const of = (tenant: string, event: string) => stubs(bindings, tenant).fanout(event);
  const handOver = (tenant: string, event: string) =>
    runInDurableObject(of(tenant, event), (instance: Fanout) => {
      Object.assign(instance, { env });
    });
  let [count, perSlice] = [0, 0];
  const sizes = new Map<string, number>();

  const consumeSlice = async (tenant: string, event: string, number: number) => {
    const work = await of(tenant, event).slice(number);
    if (!work) return;
    let { cursor } = work;
    for (;;) {
      const done = cursor ? cursor.hash - work.range.from : 0;
      const page = Math.min(PAGE, perSlice - done);
      const cuts: { until: { hash: number; member: string }; size: number }[] = [];
      for (let cut = pruned; cut < page; cut += BATCH) {
        const size = Math.min(BATCH, page - cut);
        cuts.push({ until: { hash: work.range.from + done + cut + size, member: '' }, size });
      }
      const end = work.range.from + done + page;
      const next = done + page < perSlice ? { hash: end, member: '' } : undefined;
      const left = Math.min(pruned, page);
      const answer = await of(tenant, event).advance(number, cursor, cuts, next, left, now);
      if (!answer) return;
      for (const [place, batch] of answer.ids.entries()) {
        sizes.set(`${event}/${batch}`, cuts[place]?.size ?? 0);
        queue.push({ kind: 'batch', tenant, event, batch });
      }
      for (const slice of answer.slices) queue.push({ kind: 'slice', tenant, event, slice });
      if (!answer.goOn) return;
      cursor = next;
    }
  };
  const consumeBatch = async (tenant: string, event: string, batch: string) => {
    const work = await of(tenant, event).batch(batch);
    if (!work) return;
    const offered = sizes.get(`${event}/${batch}`) ?? 0;
    const result = { attempt: work.attempt, offered, decisions: { send: offered }, reasons: {}, failed: [] };
    queue.push(...(await of(tenant, event).batchDone(batch, result, false, now)));
  };
  const fireAlarm = async (tenant: string, event: string, ms = 0) => {
    now += ms;
    await handOver(tenant, event);
    await runDurableObjectAlarm(of(tenant, event));
  };
  return {
    queue,
    replace: (change) => {
      env = { ...env, ...change };
    },
    start: async (tenant, audience, slices = 8, lane = 'bulk') => {
      const event = `event-${count++}`;
      perSlice = audience / slices;
      await handOver(tenant, event);
      const activity = { id: event, lane } as never;
      const ranges = Array.from({ length: slices }, (_each, place) => ({
        from: place * WIDTH,
        to: place * WIDTH + WIDTH - 1,
      }));
      const recipients = { kind: 'node', node: 'star' } as const;
      queue.push(...(await of(tenant, event).start({ activity, recipients, audience, slices: ranges }, now)));
      return event;
    },
    consume: async (message) => {
      if (message.kind === 'events') throw new Error('No fan-out sends events');
      const { tenant, event } = message;
      await (message.kind === 'slice'
        ? consumeSlice(tenant, event, message.slice)
        : consumeBatch(tenant, event, message.batch));
      const due = await runInDurableObject(of(tenant, event), async (_instance, state) => {
        const at = await state.storage.getAlarm();
        return at !== null && at <= now;
      });
      if (due) await fireAlarm(tenant, event);
    },
    fireAlarm,
    of,
    rows: (tenant, event) =>
      runInDurableObject(of(tenant, event), (_instance, { storage }) => ({
        open: storage.sql.exec<{ n: number }>("select count(*) as n from batch where state = 'open'").one().n,
        slices: storage.sql.exec<{ n: number }>('select count(*) as n from slice where not done and not parked').one()
          .n,
      })),
    now: () => now,
  };
}
