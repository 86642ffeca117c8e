import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/fanout/migrations.js';
import type { Activity } from '../contract/activity.ts';
import type { AudienceCursor, LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import { isMigrated, migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { EVENT_LOG_PARTITIONS, stubs } from '../platform/stubs.ts';
import { advanceSlice } from './advance-slice.ts';
import { type Beginning, begin } from './begin.ts';
import { type EndedFanout, putEnded } from './ended.ts';
import { batchWork, sliceWork } from './open-work.ts';
import { type FanoutProgress, progressOf } from './progress.ts';
import { recordBatch } from './record-batch.ts';
import { stalled } from './stall.ts';
import { type FanoutRow, Store } from './store.ts';
import { withdraw } from './withdraw.ts';
import type { BatchResult, BatchWork, CutBatch, RecallAnswer, SliceWork } from './work.ts';

/** Open batches sent again at once; more follow when these have moved. */
const MOST_RESENT = 500;
/** A fan-out that is done is looked up for this long, then it is forgotten; its counts are in the event log, ms. */
const FORGET_AFTER = 7 * 86_400_000;
/** One with dead batches is kept for an operator's replay, as long as its event is. */
const FORGET_FAILED_AFTER = 90 * 86_400_000;

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
  async start(beginning: Beginning, now: number): Promise<LaneMessage[]> {
    const known = this.#store();
    if (known?.fanout()) {
      await this.#wakeBy(now + this.#stallAfter());
      return this.#openWork(known);
    }
    const store = this.#create();
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    this.ctx.storage.transactionSync(() => {
      if (!store.fanout()) begin(store, beginning, now);
    });
    return this.#openWork(store);
  }

  /**
   * Withdraws the event, once: nothing more is offered, and whoever may have been is asked to give it back. Answers
   * where that stands, and the first time the messages that set it going; undefined when there is no ledger and no
   * word of how its offers ended.
   */
  async recall(now: number, ended?: EndedFanout): Promise<RecallAnswer | undefined> {
    const known = this.#store();
    const before = known?.fanout();
    if (!before && !ended) return undefined;
    const store = known ?? this.#create();
    if (before && before.recalledAt !== null) {
      await this.#wakeBy(now + this.#stallAfter());
      return this.#recallAnswer(store, before, []);
    }
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    return this.ctx.storage.transactionSync(() => {
      if (ended && !store.fanout()) putEnded(store, ended, now);
      const fanout = store.fanout();
      if (!fanout) throw new Error('The ledger was deleted while it was asked to recall');
      if (fanout.recalledAt === null) withdraw(store, fanout, now);
      this.#completeSoon(store, now);
      return this.#recallAnswer(store, fanout, this.#openWork(store));
    });
  }

  /** The activity that is fanned out; it never changes. */
  activity(): Activity | undefined {
    return this.#store()?.fanout()?.activity;
  }

  /** The rest of a slice; undefined when there is none. */
  slice(number: number): SliceWork | undefined {
    const store = this.#store();
    return store && sliceWork(store, number);
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
    return (
      store &&
      this.ctx.storage.transactionSync(() => {
        const ids = advanceSlice(store, number, from, batches, next, now);
        if (ids) this.#completeSoon(store, now);
        return ids;
      })
    );
  }

  /** What is to be done for a batch; undefined when it is done, dead, recalled or unknown. */
  batch(id: string): BatchWork | undefined {
    const store = this.#store();
    return store && batchWork(store, id);
  }

  /**
   * Records what a try of a batch decided, once: a repeat of it changes nothing. Members who could not be asked keep
   * the batch open for its next try, whose message is answered, or leave it dead when they are given up: their letter
   * has been written before.
   */
  batchDone(id: string, result: BatchResult, giveUp: boolean, now: number): LaneMessage[] {
    const store = this.#store();
    const state =
      store &&
      this.ctx.storage.transactionSync(() => {
        const changed = recordBatch(store, id, result, giveUp, now);
        // What had been under way when the event was withdrawn may end after the event log was told.
        if (changed === 'recalled') store.updateFanout({ reported: false });
        if (changed) this.#completeSoon(store, now);
        return changed;
      });
    return state === 'open' ? [this.#batchMessage(id)] : [];
  }

  /** An operator's replay of a batch: a dead one is open again. Answers whether there still is such a batch. */
  async reviveBatch(id: string, now: number): Promise<boolean> {
    const store = this.#store();
    const row = store?.batch(id);
    if (!store || !row) return false;
    if (row.state !== 'dead') return true;
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    this.ctx.storage.transactionSync(() => {
      store.updateBatch(id, { state: 'open', attempt: 1, updatedAt: now });
      store.updateFanout({ reported: false });
    });
    return true;
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
      else if (this.#forgetAt(store) <= now) {
        await this.ctx.storage.deleteAll();
        this.#opened = undefined;
        return;
      }
    } catch (error) {
      log('error', 'fanout.alarm.failed', { tenant: this.#tenant, event: this.#event, reason: messageOf(error) });
    }
    const reported = store.fanout()?.reported === true;
    await this.ctx.storage.setAlarm(reported ? this.#forgetAt(store) : now + this.#stallAfter());
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
    const eventLog = stubs(this.env, this.#tenant).eventLog(eventPartition(hash, EVENT_LOG_PARTITIONS));
    const result = { hash, state: state === 'failed' ? 'failed' : 'done', offered, decisions, reasons } as const;
    if (store.hasOffers()) await eventLog.finish([result]);
    store.updateFanout({ reported: true });
  }

  /** By the rows and not by the alarm, which may fire twice. */
  #forgetAt(store: Store): number {
    return store.lastProgress() + (store.standing().deadBatches > 0 ? FORGET_FAILED_AFTER : FORGET_AFTER);
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

  /** Arms a missing alarm; one that is armed already stays as it is. */
  async #wakeBy(at: number): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(at);
  }

  #stallAfter(): number {
    return Number(this.env.TOWER_STALL_AFTER) || 30_000;
  }

  #recallAnswer(store: Store, fanout: FanoutRow, messages: readonly LaneMessage[]): RecallAnswer {
    return { state: progressOf(fanout, store.standing()).state, lane: fanout.activity.lane, messages };
  }

  #create(): Store {
    migrate(this.ctx.storage, migrations);
    this.#opened = new Store(this.ctx.storage);
    return this.#opened;
  }

  /** A fan-out that was never started has no tables, and asking for it writes none. */
  #store(): Store | undefined {
    if (this.#opened) return this.#opened;
    return isMigrated(this.ctx.storage) ? this.#create() : undefined;
  }
}
