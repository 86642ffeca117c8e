import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/fanout/migrations.js';
import newest from '../../migrations/fanout/newest/schema.sql';
import type { Activity } from '../contract/activity.ts';
import type { AudienceCursor, LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { isMigrated, migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { advanceSlice } from './advance-slice.ts';
import { type Beginning, begin } from './begin.ts';
import { Credit, unpark } from './credit.ts';
import type { EndedFanout } from './ended.ts';
import type { Ledger } from './ledger.ts';
import { isForAlarm, nextAlarm } from './next-alarm.ts';
import { batchMessage, openMessages, sliceMessage } from './open-messages.ts';
import { batchWork, sliceWork } from './open-work.ts';
import { type FanoutProgress, progressOf } from './progress.ts';
import { recordBatch } from './record-batch.ts';
import { refusalOf, steer } from './steer.ts';
import { Store } from './store.ts';
import { keepTurn, wantsTurn } from './turn.ts';
import { wake } from './wake.ts';
import { withdraw } from './withdraw.ts';
import type {
  Advance,
  BatchResult,
  BatchWork,
  CutBatch,
  RecallAnswer,
  SliceWork,
  SteerAnswer,
  Steering,
} from './work.ts';

/**
 * The ledger of one fan-out: slices and batches, emitted and done. A repeat counts once, and what stalls is sent again
 * by the alarm, so a lost queue message delays and never loses. It sends no offers itself.
 */
export class Fanout extends DurableObject<Environment> {
  readonly #tenant: string;
  readonly #event: string;
  #opened: { readonly store: Store; readonly credit: Credit } | undefined;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    const [tenant = '', event = ''] = parseName(context.id.name ?? '');
    this.#tenant = tenant;
    this.#event = event;
  }

  /**
   * Records the fan-out, once, to begin `at` a moment; answers the messages that set it going then: none when others
   * of the tenant are to end before it. A list is cut into batches here and now.
   */
  async start(beginning: Beginning, now: number, at = now): Promise<LaneMessage[]> {
    const known = this.#ledger();
    const ledger = known ?? this.#create();
    if (known?.store.fanout()) await this.#wakeBy(now + this.#stallAfter());
    else {
      await this.ctx.storage.setAlarm(at + this.#stallAfter());
      this.#atomic(ledger, () => begin(ledger, beginning, now, at));
    }
    await keepTurn(ledger, now);
    return openMessages(ledger);
  }

  /**
   * Withdraws the event, once: nothing more is offered, and whoever may have been is asked to give it back. Answers
   * where that stands, and the first time the messages that set it going; undefined when there is no ledger and no
   * word of how its offers ended.
   */
  async recall(now: number, ended?: EndedFanout): Promise<RecallAnswer | undefined> {
    const known = this.#ledger();
    const before = known?.store.fanout();
    if (!before && !ended) return undefined;
    const ledger = known ?? this.#create();
    if (before && before.recalledAt !== null) {
      await this.#wakeBy(now + this.#stallAfter());
      return this.#answer(ledger, []);
    }
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    this.#atomic(ledger, () => withdraw(ledger, ended, now));
    await keepTurn(ledger, now);
    this.#wakeSoon(ledger, now);
    return this.#answer(ledger, openMessages(ledger));
  }

  /** Has the fan-out wait, go on or end, as often as it is asked; undefined when there is none. */
  async steer(how: Steering, now: number): Promise<SteerAnswer | undefined> {
    const ledger = this.#ledger();
    if (!ledger?.store.fanout()) return undefined;
    const refusal = refusalOf(ledger, how);
    if (refusal) return refusal;
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    const answer = this.#atomic(ledger, () => refusalOf(ledger, how) ?? steer(ledger, how, now));
    if (typeof answer === 'object') return answer;
    await keepTurn(ledger, now);
    this.#wakeSoon(ledger, now);
    return { kind: 'steered', ...this.#answer(ledger, answer ? openMessages(ledger) : []) };
  }

  /** Its turn has come in the line of its tenant; answers whether it wants one, and then sends what sets it going. */
  async go(now: number): Promise<boolean> {
    const ledger = this.#ledger();
    const fanout = ledger?.store.fanout();
    if (!ledger || !fanout || !wantsTurn(ledger)) return false;
    if (fanout.turn === 'taken') return true;
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    ledger.store.updateFanout({ turn: 'taken', resentAt: now });
    await sendAll(queueOf(this.env, fanout.activity.lane), openMessages(ledger));
    return true;
  }

  /** The activity that is fanned out; it never changes. */
  activity(): Activity | undefined {
    return this.#ledger()?.store.fanout()?.activity;
  }

  /** The rest of a slice; undefined when there is none, or none for now. */
  slice(number: number): SliceWork | undefined {
    const ledger = this.#ledger();
    return ledger && sliceWork(ledger.store, number);
  }

  /**
   * Moves a slice's cursor over the batches cut from it; `next` is absent at its end, `pruned` are members left out.
   * Answers the ids of the batches, and whether to go on. A consumer that hears undefined has cut nothing and stops: it
   * started from another cursor, the fan-out is paused or ended, or there is no room for so many batches.
   */
  advance(
    number: number,
    from: AudienceCursor | undefined,
    batches: readonly CutBatch[],
    next: AudienceCursor | undefined,
    pruned: number,
    now: number,
  ): Advance | undefined {
    const ledger = this.#ledger();
    if (!ledger?.store.isRunning()) return undefined;
    const page = { from, batches, next, pruned };
    const advance = this.#atomic(ledger, () => advanceSlice(ledger.store, ledger.credit, number, page, now));
    this.#wakeSoon(ledger, now);
    return advance;
  }

  /** What is to be done for a batch; undefined when it is done, dead, recalled or unknown, or has to wait. */
  batch(id: string): BatchWork | undefined {
    const ledger = this.#ledger();
    return ledger && batchWork(ledger.store, id);
  }

  /**
   * Records what a try of a batch decided, once: a repeat of it changes nothing. Members who could not be asked keep
   * the batch open for its next try, whose message is answered, or leave it dead when they are given up: their letter
   * has been written before. Answers also the messages of slices that there is room for now; these are not to wait.
   */
  batchDone(id: string, result: BatchResult, giveUp: boolean, now: number): LaneMessage[] {
    const ledger = this.#ledger();
    if (!ledger) return [];
    const { store, credit } = ledger;
    const messages = this.#atomic(ledger, (): LaneMessage[] => {
      const state = recordBatch(store, credit, id, result, giveUp, now);
      // What had been under way when the event was withdrawn may end after the event log was told.
      if (state === 'recalled') store.updateFanout({ reported: false });
      if (!state || !store.isRunning()) return [];
      const again = state === 'open' ? [batchMessage(ledger, id)] : [];
      return [...again, ...unpark(store, credit, now).map((number) => sliceMessage(ledger, number))];
    });
    this.#wakeSoon(ledger, now);
    return messages;
  }

  /** An operator's replay of a batch: a dead one is open again. Answers whether there still is such a batch. */
  async reviveBatch(id: string, now: number): Promise<boolean> {
    const ledger = this.#ledger();
    const row = ledger?.store.batch(id);
    if (!ledger || !row) return false;
    if (row.state !== 'dead') return true;
    await this.ctx.storage.setAlarm(now + this.#stallAfter());
    this.#atomic(ledger, () => {
      ledger.store.updateBatch(id, { state: 'open', attempt: 1, updatedAt: now });
      ledger.store.updateFanout({ reported: false });
      ledger.credit.forget();
    });
    await keepTurn(ledger, now);
    return true;
  }

  /** Where the fan-out stands; undefined when there is none of this name. */
  progress(): FanoutProgress | undefined {
    const store = this.#ledger()?.store;
    const fanout = store?.fanout();
    return store && fanout && progressOf(fanout, store.standing());
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    const ledger = this.#ledger();
    if (!ledger?.store.fanout()) return;
    await wake(ledger, this.#stallAfter(), now);
    const next = nextAlarm(ledger, this.#stallAfter(), now);
    if (next === 'forget') {
      await this.ctx.storage.deleteAll();
      this.#opened = undefined;
    } else if (next !== undefined) await this.ctx.storage.setAlarm(next);
  }

  /** In one commit; what is counted in memory is counted again after one that failed. */
  #atomic<Answer>({ credit }: Ledger, work: () => Answer): Answer {
    try {
      return this.ctx.storage.transactionSync(work);
    } catch (error) {
      credit.forget();
      throw error;
    }
  }

  #wakeSoon(ledger: Ledger, now: number): void {
    if (isForAlarm(ledger)) void this.ctx.storage.setAlarm(now);
  }

  /** Arms a missing alarm; one that is armed already stays as it is. */
  async #wakeBy(at: number): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(at);
  }

  #stallAfter(): number {
    return Number(this.env.TOWER_STALL_AFTER) || 30_000;
  }

  #answer({ store }: Ledger, messages: readonly LaneMessage[]): RecallAnswer {
    const fanout = store.fanout();
    if (!fanout) throw new Error('The ledger was deleted while it was asked');
    return { state: progressOf(fanout, store.standing()).state, lane: fanout.activity.lane, messages };
  }

  #create(): Ledger {
    migrate(this.ctx.storage, migrations, newest);
    const store = new Store(this.ctx.storage);
    this.#opened = { store, credit: new Credit(store) };
    return { ...this.#opened, tenant: this.#tenant, event: this.#event, env: this.env };
  }

  /** A fan-out that was never started has no tables, and asking for it writes none. */
  #ledger(): Ledger | undefined {
    const { env } = this;
    if (this.#opened) return { ...this.#opened, tenant: this.#tenant, event: this.#event, env };
    return isMigrated(this.ctx.storage) ? this.#create() : undefined;
  }
}
