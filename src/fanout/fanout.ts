import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/fanout/migrations.js';
import type { Activity, Recipients } from '../contract/activity.ts';
import type { Lane } from '../contract/lane.ts';
import type { AudienceCursor, HashRange, LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import { isMigrated, migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { EVENT_LOG_PARTITIONS, stubs } from '../platform/stubs.ts';
import type { Tally } from '../platform/tally.ts';
import { againOf } from './again.ts';
import { type FanoutProgress, progressOf } from './progress.ts';
import { stalled } from './stall.ts';
import { type FanoutRow, Store } from './store.ts';

/** Open batches sent again at once; more follow when these have moved. */
const MOST_RESENT = 500;
/** A fan-out that is done is looked up for this long, then it is forgotten; its counts are in the event log. */
const FORGET_AFTER = 7 * 86_400_000;

/** A batch as cut from a slice. */
export interface CutBatch {
  readonly until: AudienceCursor;
  readonly size: number;
}

/** What a slice consumer needs. */
export interface SliceWork {
  readonly range: HashRange;
  readonly cursor: AudienceCursor | undefined;
  readonly node: string;
  readonly lane: Lane;
}

/** What a batch consumer needs when its message carries no recipients. */
export interface BatchWork {
  readonly attempt: number;
  readonly members?: readonly string[];
  readonly stretch?: { readonly node: string; readonly after: AudienceCursor | null; readonly until: AudienceCursor };
}

/** What the members of a batch decided; `failed` could not be asked. */
export interface BatchResult {
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
  readonly failed: readonly string[];
}

/**
 * The ledger of one fan-out: slices and batches, emitted and done. A repeat counts once, and what stalls is sent again
 * by the alarm, so a lost queue message delays and never loses. It sends no offers itself.
 */
export class Fanout extends DurableObject<Environment> {
  readonly #tenant: string;
  readonly #event: string;
  #opened: Store | undefined;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    const [tenant = '', event = ''] = parseName(context.id.name ?? '');
    this.#tenant = tenant;
    this.#event = event;
  }

  /** Records the fan-out, once; answers the messages that set it going. A list is cut into batches here and now. */
  async start(
    activity: Activity,
    recipients: Recipients,
    audience: number,
    slices: readonly HashRange[],
    lists: readonly (readonly string[])[],
    now: number,
  ): Promise<LaneMessage[]> {
    migrate(this.ctx.storage, migrations);
    const store = new Store(this.ctx.storage);
    this.#opened = store;
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    this.ctx.storage.transactionSync(() => {
      if (store.fanout()) return;
      store.putFanout({ activity, recipients, audience, resentAt: now, resends: 0, reported: false });
      store.putSlices(
        slices.map(({ from, to }, number) => ({
          number,
          fromHash: from,
          toHash: to,
          cursor: null,
          batches: 0,
          done: false,
          updatedAt: now,
        })),
      );
      for (const [number, members] of lists.entries()) this.#putList(store, `list.${number}`, members, 1, now);
    });
    return this.#openWork(store);
  }

  /** The activity that is fanned out; it never changes. */
  activity(): Activity | undefined {
    return this.#store()?.fanout()?.activity;
  }

  /** The rest of a slice; undefined when there is none. */
  slice(number: number): SliceWork | undefined {
    const store = this.#store();
    const row = store?.slice(number);
    const fanout = store?.fanout();
    if (!row || row.done || fanout?.recipients.kind !== 'node') return undefined;
    return {
      range: { from: row.fromHash, to: row.toHash },
      cursor: row.cursor ?? undefined,
      node: fanout.recipients.node,
      lane: fanout.activity.lane,
    };
  }

  /**
   * Moves a slice's cursor over the batches cut from it, and answers their ids; `next` is absent at its end.
   * A consumer that started from another cursor is a repeat of an older message: it hears undefined and stops.
   */
  advance(
    number: number,
    from: AudienceCursor | undefined,
    batches: readonly CutBatch[],
    next: AudienceCursor | undefined,
    now: number,
  ): string[] | undefined {
    const store = this.#store();
    const row = store?.slice(number);
    if (!store || !row || row.done || !isSame(row.cursor, from)) return undefined;
    return this.ctx.storage.transactionSync(() => {
      let after = row.cursor;
      const ids = batches.map(({ until, size }, index) => {
        const id = `${number}.${row.batches + index}`;
        store.putBatch({ ...EMPTY, id, slice: number, after, until, size, updatedAt: now });
        after = until;
        return id;
      });
      store.updateSlice(number, {
        cursor: next ?? null,
        batches: row.batches + batches.length,
        done: next === undefined,
        updatedAt: now,
      });
      if (next === undefined && batches.length === 0) this.#completeSoon(store, now);
      return ids;
    });
  }

  /** What is to be done for a batch; undefined when it is done, dead or unknown. */
  batch(id: string): BatchWork | undefined {
    const store = this.#store();
    const row = store?.batch(id);
    const recipients = store?.fanout()?.recipients;
    if (!row || row.state !== 'open') return undefined;
    if (row.members) return { attempt: row.attempt, members: row.members };
    if (recipients?.kind !== 'node' || !row.until) return undefined;
    return { attempt: row.attempt, stretch: { node: recipients.node, after: row.after, until: row.until } };
  }

  /**
   * Records what a batch decided, once. Members who could not be asked become a batch of their own: one that comes
   * back to be sent after a while or, when they are given up, a dead one whose letter has been written before.
   */
  batchDone(id: string, result: BatchResult, giveUp: boolean, now: number): LaneMessage[] {
    const store = this.#store();
    const row = store?.batch(id);
    if (!store || row?.state !== 'open') return [];
    return this.ctx.storage.transactionSync(() => {
      const { failed, ...counts } = result;
      store.updateBatch(id, { state: 'done', updatedAt: now, ...counts });
      const again = againOf(id);
      if (failed.length > 0) this.#putList(store, again, failed, row.attempt + 1, now);
      if (giveUp) store.updateBatch(again, { state: 'dead' });
      this.#completeSoon(store, now);
      return failed.length > 0 && !giveUp ? [this.#batchMessage(again)] : [];
    });
  }

  /** An operator's replay of a dead batch: it is open again. */
  reviveBatch(id: string, now: number): void {
    const store = this.#store();
    if (store?.batch(id)?.state !== 'dead') return;
    store.updateBatch(id, { state: 'open', attempt: REVIVED, updatedAt: now });
    store.updateFanout({ reported: false });
  }

  /** Where the fan-out stands; undefined when there is none of this name. */
  progress(): FanoutProgress | undefined {
    const store = this.#store();
    const fanout = store?.fanout();
    return store && fanout && progressOf(fanout, store.standing());
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const store = this.#store();
    const fanout = store?.fanout();
    if (!store || !fanout) return;
    try {
      if (!store.isComplete()) await this.#resend(store, fanout, now);
      else if (!fanout.reported) await this.#report(store, fanout);
      else {
        await this.ctx.storage.deleteAll();
        this.#opened = undefined;
        return;
      }
    } catch (error) {
      log('error', 'fanout.alarm.failed', { tenant: this.#tenant, event: this.#event, reason: messageOf(error) });
    }
    const reported = store.fanout()?.reported ?? false;
    await this.ctx.storage.setAlarm(now + (reported ? FORGET_AFTER : this.#stallAfter()));
  }

  async #resend(store: Store, fanout: FanoutRow, now: number): Promise<void> {
    const lastProgress = store.lastProgress();
    if (!stalled(lastProgress, fanout, this.#stallAfter(), now)) return;
    const messages = this.#openWork(store);
    log('warn', 'fanout.resent', { tenant: this.#tenant, event: this.#event, messages: messages.length });
    store.updateFanout({ resentAt: now, resends: lastProgress > fanout.resentAt ? 1 : fanout.resends + 1 });
    await sendAll(queueOf(this.env, fanout.activity.lane), messages);
  }

  async #report(store: Store, fanout: FanoutRow): Promise<void> {
    const { state, offered, decisions, reasons } = progressOf(fanout, store.standing());
    const hash = hashOfEventId(this.#event);
    await stubs(this.env, this.#tenant)
      .eventLog(eventPartition(hash, EVENT_LOG_PARTITIONS))
      .finish([{ hash, state: state === 'failed' ? 'failed' : 'done', offered, decisions, reasons }]);
    store.updateFanout({ reported: true });
  }

  #completeSoon(store: Store, now: number): void {
    if (store.isComplete()) void this.ctx.storage.setAlarm(now);
  }

  #openWork(store: Store): LaneMessage[] {
    const { tenant, event } = { tenant: this.#tenant, event: this.#event };
    return [
      ...store.openSlices().map((row): LaneMessage => ({ kind: 'slice', tenant, event, slice: row.number })),
      ...store.openBatches(MOST_RESENT).map((row) => this.#batchMessage(row.id)),
    ];
  }

  #batchMessage(batch: string): LaneMessage {
    return { kind: 'batch', tenant: this.#tenant, event: this.#event, batch };
  }

  #putList(store: Store, id: string, members: readonly string[], attempt: number, now: number): void {
    store.putBatch({ ...EMPTY, id, members, size: members.length, attempt, updatedAt: now });
  }

  #stallAfter(): number {
    return Number(this.env.TOWER_STALL_AFTER) || 30_000;
  }

  /** A fan-out that was never started has no tables, and asking for it writes none. */
  #store(): Store | undefined {
    if (this.#opened) return this.#opened;
    if (!isMigrated(this.ctx.storage)) return undefined;
    migrate(this.ctx.storage, migrations);
    this.#opened = new Store(this.ctx.storage);
    return this.#opened;
  }
}

/** A replayed batch has some tries again, and is still not counted among those considered first. */
const REVIVED = 2;

const EMPTY = {
  slice: null,
  after: null,
  until: null,
  members: null,
  attempt: 1,
  state: 'open',
  offered: 0,
  decisions: {},
  reasons: {},
} as const;

function isSame(one: AudienceCursor | null, other: AudienceCursor | undefined): boolean {
  return one?.hash === other?.hash && one?.member === other?.member;
}
