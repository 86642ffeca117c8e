import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/event-log/migrations.js';
import type { Activity, Recipients } from '../contract/activity.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import { addTallies, type Tally } from '../platform/tally.ts';
import { type EventRow, type IdempotencyRow, type NewEvent, Store, type Totals } from './store.ts';

/** An event on its way into the log. */
export interface LogEntry {
  readonly hash: string;
  readonly source: string;
  readonly digest: string;
  readonly activity: Activity;
  readonly recipients: Recipients;
}

/** What the log says of an entry: it is new, a repeat (finished or not), or other content under the same identity. */
export type Acceptance =
  | { readonly kind: 'new'; readonly id: string }
  | { readonly kind: 'repeat'; readonly id: string; readonly unfinished?: Pick<EventRow, 'activity' | 'recipients'> }
  | { readonly kind: 'conflict'; readonly id: string };

/** What the recipients of an event have decided so far. */
export interface EventResult {
  readonly hash: string;
  readonly state: 'accepted' | 'done' | 'failed' | 'cancelled';
  /** Left out by a fan-out; absent is nobody. */
  readonly pruned?: number;
  readonly offered: number;
  readonly decisions: Tally;
  readonly reasons: Tally;
}

/** An accepted event whose first try has not finished by then is offered again, ms. */
const UNFINISHED_AFTER = 30_000;
/** Events are kept as long as the history of members; idempotency keys for a day. */
const EVENTS_KEPT = 90 * 86_400_000;
const KEYS_KEPT = 86_400_000;
const PRUNE_EVERY = 86_400_000;
/** Rows looked at for pruning by one firing of the alarm: it has to end in milliseconds. */
const PRUNE_STRETCH = 10_000;
/** Events in one message that offers again. */
const MOST_AGAIN = 100;
/** The platform gives up on an alarm after its retries; one this long overdue is taken for lost, ms. */
const OVERDUE = 120_000;

/**
 * A part of a tenant's accepted events: the authority for "is this one new", and what became of each.
 * Written before anybody is offered, so that nothing accepted is lost: an alarm offers again what did not finish.
 */
export class EventLog extends DurableObject<Environment> {
  readonly #store: Store;
  readonly #tenant: string;
  /** Unfinished events and since when, the oldest first; read once in the life of the object, then kept. */
  #unfinished: Map<string, number> | undefined;
  #alarmAt: number | null | undefined;
  #prunedAt = 0;
  /** Where the pruning under way goes on; undefined when none is. */
  #pruneAfter: string | undefined;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    migrate(context.storage, migrations);
    this.#store = new Store(context.storage);
    this.#tenant = parseName(context.id.name ?? '')[0] ?? '';
  }

  /**
   * Accepts entries, each once. A repeat that is not finished comes back to be offered again: that is idempotent.
   * `ends` of earlier events are written with them, in the same commit, as `finish` would.
   */
  async accept(entries: readonly NewEvent[], now: number, ends: readonly EventResult[] = []): Promise<Acceptance[]> {
    await this.#wakeBy(now + UNFINISHED_AFTER, now);
    return this.#atomic(() => {
      this.#write(ends);
      return entries.map((entry) => this.#acceptOne(entry, now));
    });
  }

  /**
   * Overwrites what is known of events: every try offers to all recipients, so the last word is the whole word. A try
   * that left somebody out (`accepted`) says nothing about events whose every recipient has decided by another.
   */
  finish(results: readonly EventResult[]): void {
    this.#atomic(() => this.#write(results));
  }

  /** The event's recipients are found and asked by a fan-out from here on; it may even have ended already. */
  fanningOut(hash: string, audience: number): void {
    this.#store.updateIn('accepted', hash, { state: 'fanning-out', audience });
    this.#open().delete(hash);
  }

  /** Gives up events that are still unfinished: their last retry failed and its dead letter is written. */
  fail(hashes: readonly string[]): void {
    for (const hash of hashes) {
      this.#store.updateIn('accepted', hash, { state: 'failed' });
      this.#open().delete(hash);
    }
  }

  /** An operator's replay of events that were given up: they are unfinished again. */
  async revive(hashes: readonly string[], now: number): Promise<void> {
    await this.#wakeBy(now + UNFINISHED_AFTER, now);
    for (const hash of hashes) {
      if (this.#store.updateIn('failed', hash, { state: 'accepted' })) this.#open().set(hash, now);
    }
  }

  /** The event is withdrawn, and whoever had it has been asked: what was unfinished of it is done. */
  recall(hash: string, now: number): void {
    const row = this.#store.event(hash);
    if (!row || row.recalledAt !== null) return;
    const isUnfinished = row.state === 'accepted' || row.state === 'failed';
    this.#store.update(hash, { recalledAt: now, ...(isUnfinished ? { state: 'done' } : {}) });
    this.#open().delete(hash);
  }

  /** Adds settled deliveries to the counts of their events. */
  addDeliveries(counts: readonly { readonly hash: string; readonly deliveries: Tally }[]): void {
    this.ctx.storage.transactionSync(() => {
      for (const { hash, deliveries } of counts) {
        const row = this.#store.event(hash);
        if (row) this.#store.update(hash, { deliveries: addTallies(row.deliveries, deliveries) });
      }
    });
  }

  events(hashes: readonly string[]): EventRow[] {
    return hashes.flatMap((hash) => this.#store.event(hash) ?? []);
  }

  totals(source: string | undefined): Totals {
    return this.#store.totals(source);
  }

  /** Keeps what the first use of an idempotency key stood for; answers the event ids of that when it is known. */
  rememberKey(row: IdempotencyRow): readonly string[] | 'other-events' | undefined {
    const known = this.#store.idempotency(row.key);
    if (known && known.at > row.at - KEYS_KEPT) return known.digest === row.digest ? known.identities : 'other-events';
    this.#store.putIdempotency(row);
    return undefined;
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarmAt = null;
    try {
      await this.#offerAgain(now);
      this.#prune(now);
    } catch (error) {
      log('error', 'event-log.alarm.failed', { tenant: this.#tenant, reason: messageOf(error) });
    }
    const busy = this.#open().size > 0 || this.#pruneAfter !== undefined;
    await this.#wakeBy(now + (busy ? UNFINISHED_AFTER : PRUNE_EVERY), now);
  }

  #atomic<Answer>(work: () => Answer): Answer {
    try {
      return this.ctx.storage.transactionSync(work);
    } catch (error) {
      // The rows are rolled back; what is kept in memory of them is read again.
      this.#unfinished = undefined;
      throw error;
    }
  }

  #write(results: readonly EventResult[]): void {
    for (const { hash, state, ...counts } of results) {
      if (state === 'accepted') this.#store.updateIn('accepted', hash, counts);
      else {
        this.#store.finish({ hash, state, ...counts });
        this.#open().delete(hash);
      }
    }
  }

  #acceptOne(entry: NewEvent, now: number): Acceptance {
    const { hash, id } = entry;
    if (this.#store.insert(entry, now)) {
      this.#open().set(hash, now);
      return { kind: 'new', id };
    }
    const known = this.#store.event(hash);
    if (!known) throw new Error('The log neither took an event nor knows it');
    if (known.digest !== entry.digest) return { kind: 'conflict', id: known.id };
    const { activity, recipients } = known;
    return {
      kind: 'repeat',
      id: known.id,
      ...(known.state === 'accepted' ? { unfinished: { activity, recipients } } : {}),
    };
  }

  async #offerAgain(now: number): Promise<void> {
    const hashes: string[] = [];
    for (const [hash, since] of this.#open()) {
      if (since <= now - UNFINISHED_AFTER && hashes.length < MOST_AGAIN) hashes.push(hash);
    }
    if (hashes.length === 0) return;
    const events = this.events(hashes).map((row) => row.id);
    log('warn', 'event-log.offered-again', { tenant: this.#tenant, events: events.length });
    await this.env.LIVE.send({ kind: 'events', tenant: this.#tenant, events });
    // Behind those that have not had their turn yet; not those that finished while the message was sent.
    for (const hash of hashes) if (this.#open().delete(hash)) this.#open().set(hash, now);
  }

  /** A stretch of the table at a firing, until its end; then again a day later. */
  #prune(now: number): void {
    if (this.#pruneAfter === undefined && this.#prunedAt > now - PRUNE_EVERY) return;
    if (this.#pruneAfter === undefined) this.#store.pruneKeys(now - KEYS_KEPT);
    this.#prunedAt = now;
    this.#pruneAfter = this.#store.pruneEvents(this.#pruneAfter ?? '', PRUNE_STRETCH, now - EVENTS_KEPT);
  }

  #open(): Map<string, number> {
    this.#unfinished ??= new Map(this.#store.unfinished().map((row) => [row.hash, row.acceptedAt]));
    return this.#unfinished;
  }

  /** Makes sure that the object wakes at this moment or before, also when an alarm before it has been lost. */
  async #wakeBy(at: number, now: number): Promise<void> {
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    if (this.#alarmAt !== null && this.#alarmAt <= at && this.#alarmAt >= now - OVERDUE) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }
}
