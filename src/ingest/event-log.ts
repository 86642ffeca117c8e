import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/event-log/migrations.js';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import { sendAll } from '../platform/queues.ts';
import { addTallies, type Tally } from '../platform/tally.ts';
import { textParts } from '../platform/text-parts.ts';
import { type Acceptance, acceptanceOf } from './acceptance.ts';
import { eventsMessages } from './events-messages.ts';
import { knownEvents } from './known-event.ts';
import type { EventResult, LoggedEvent } from './logged-event.ts';
import { type OpenEvent, OpenEvents, toldUpTo } from './open-events.ts';
import { type EventRow, type IdempotencyRow, type NewEvent, Store, type Totals } from './store.ts';

/** An accepted event whose first try has not finished by then is offered again, ms. */
const UNFINISHED_AFTER = 30_000;
/** Events are kept as long as the history of members; idempotency keys for a day. */
const EVENTS_KEPT = 90 * 86_400_000;
const KEYS_KEPT = 86_400_000;
const PRUNE_EVERY = 86_400_000;
/** Batches looked at for pruning by one firing of the alarm: it has to end in milliseconds. */
const PRUNE_STRETCH = 200;
/** Characters of the ends that one batch tells, all of them ASCII: beside its entries they surely fit its row of 2 MB. */
const ROOM_FOR_ENDS = 300_000;
/** Events offered again by one firing of the alarm. */
const MOST_AGAIN = 1_000;
/** The platform gives up on an alarm after its retries; one this long overdue is taken for lost, ms. */
const OVERDUE = 120_000;

/**
 * A part of a tenant's accepted events: the authority for "is this one new", and what became of each.
 * Written before anybody is offered, so that nothing accepted is lost: an alarm offers again what did not finish.
 */
export class EventLog extends DurableObject<Environment> {
  readonly #store: Store;
  readonly #tenant: string;
  /** Read once in the life of the object, then kept; so is the number of the last batch. */
  #opened: OpenEvents | undefined;
  #last: number | undefined;
  #alarmAt: number | null | undefined;
  #prunedAt = 0;
  /** Where the pruning under way goes on; undefined when none is. */
  #pruneAfter: number | undefined;

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
      const added = this.#append(entries, ends, now);
      // The first of its hash in the call; another one of the same call is a repeat already.
      const isNew = entries.map(({ hash }) => added.delete(hash));
      const known = this.#known(entries.flatMap(({ hash }, index) => (isNew[index] ? [] : [hash])));
      return entries.map((entry, index): Acceptance => {
        if (isNew[index]) return { kind: 'new', id: entry.id };
        const event = known.get(entry.hash);
        if (!event) throw new Error('The log neither took an event nor knows it');
        return acceptanceOf(entry, event);
      });
    });
  }

  /**
   * Overwrites what is known of events: every try offers to all recipients, so the last word is the whole word. A try
   * that left somebody out (`accepted`) says nothing about events whose every recipient has decided by another.
   */
  finish(results: readonly EventResult[]): void {
    this.#atomic(() => this.#append([], results, Date.now()));
  }

  /** The event's recipients are found and asked by a fan-out from here on; it may even have ended already. */
  fanningOut(hash: string, audience: number): void {
    if (this.#open().get(hash)) this.#store.update(hash, { state: 'fanning-out', audience });
    this.#open().delete(hash);
  }

  /** Gives up events that are still unfinished: their last retry failed and its dead letter is written. */
  fail(hashes: readonly string[]): void {
    for (const hash of hashes) {
      if (this.#open().get(hash)) this.#store.update(hash, { state: 'failed' });
      this.#open().delete(hash);
    }
  }

  /** An operator's replay of events that were given up: they are unfinished again. */
  async revive(hashes: readonly string[], now: number): Promise<void> {
    await this.#wakeBy(now + UNFINISHED_AFTER, now);
    const rows = this.#store.events(hashes);
    const known = knownEvents(this.#store, this.#open(), rows);
    for (const { hash, batch } of rows) {
      if (known.get(hash)?.state === 'failed') this.#mark({ hash, batch, since: now });
    }
  }

  /** The event is withdrawn, and whoever had it has been asked: what was unfinished of it is done. */
  recall(hash: string, now: number): void {
    const event = this.#known([hash]).get(hash);
    if (!event || event.recalledAt !== null) return;
    const { state } = event;
    const isUnfinished = state === 'accepted' || state === 'failed';
    this.#store.update(hash, { recalledAt: now, ...(isUnfinished ? { state: 'done' } : {}) });
    this.#open().delete(hash);
  }

  /** Adds settled deliveries to the counts of their events. */
  addDeliveries(counts: readonly { readonly hash: string; readonly deliveries: Tally }[]): void {
    this.ctx.storage.transactionSync(() => {
      for (const { hash, deliveries } of counts) {
        const [row] = this.#store.events([hash]);
        if (row) this.#store.update(hash, { deliveries: addTallies(row.deliveries ?? {}, deliveries) });
      }
    });
  }

  /** Those that are known. `ends` of events that the caller brings along are written before. */
  events(hashes: readonly string[], ends: readonly EventResult[] = []): LoggedEvent[] {
    if (ends.length > 0) this.finish(ends);
    const known = this.#known(hashes);
    return hashes.flatMap((hash) => known.get(hash) ?? []);
  }

  /** Counts of all events or of a source. `ends` of events that the caller brings along are written before. */
  totals(source: string | undefined, ends: readonly EventResult[] = []): Totals {
    if (ends.length > 0) this.finish(ends);
    const open = this.#open().recent();
    return this.#store.totals(
      source,
      open.map(({ hash }) => hash),
    );
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
      this.#opened = undefined;
      this.#last = undefined;
      throw error;
    }
  }

  /** Adds entries and ends in as few batches as there is room for; answers the hashes of the entries that are new. */
  #append(entries: readonly NewEvent[], results: readonly EventResult[], now: number): Set<string> {
    // Before a batch is added: of the one at the edge nothing would tell any more that its events are unfinished.
    const open = this.#open();
    let ends = this.#write(results);
    const added = new Set<string>();
    const sizes = [...textParts(entries.map(({ entry }) => entry))].map(({ length }) => length);
    let place = 0;
    // Ends need no entries to be told.
    for (const size of sizes.length > 0 ? sizes : [0]) {
      const part = entries.slice(place, place + size);
      place += size;
      const number = this.#lastBatch() + 1;
      const kept = size > 0 ? this.#store.insert(part, number) : new Set<string>();
      const fresh = part.filter(({ hash }) => kept.delete(hash));
      if (fresh.length === 0 && ends.length === 0) continue;
      this.#store.insertBatch({ number, at: now, entries: fresh.map(({ entry }) => entry), ends });
      this.#last = number;
      ends = [];
      for (const { hash } of fresh) {
        added.add(hash);
        open.add({ hash, batch: number, since: now });
      }
    }
    for (const late of open.late(this.#lastBatch() + 1)) this.#mark(late);
    return added;
  }

  /** Writes what has become of events to their rows, but for what the next batch can tell: answers the texts of that. */
  #write(results: readonly EventResult[]): readonly string[] {
    const told: string[] = [];
    let room = ROOM_FOR_ENDS;
    for (const result of results) {
      const { hash, state, ...counts } = result;
      const open = this.#open().get(hash);
      if (state === 'accepted') {
        if (open) this.#mark(open, counts);
        continue;
      }
      const text = JSON.stringify(result);
      // One that was given up may be taken up again: then its row tells that and no batch its counts.
      const isTold = state !== 'failed' && text.length <= room && this.#open().mayEndIn(hash, this.#lastBatch() + 1);
      if (isTold) {
        told.push(text);
        room -= text.length;
      } else this.#store.update(hash, { state, pruned: 0, ...counts });
      this.#open().delete(hash);
    }
    return told;
  }

  #known(hashes: readonly string[]): Map<string, LoggedEvent> {
    return hashes.length === 0 ? new Map() : knownEvents(this.#store, this.#open(), this.#store.events(hashes));
  }

  async #offerAgain(now: number): Promise<void> {
    const waiting = this.#open().waiting(now - UNFINISHED_AFTER, MOST_AGAIN);
    if (waiting.length === 0) return;
    const events = this.events(waiting.map(({ hash }) => hash)).map(({ id }) => id);
    log('warn', 'event-log.offered-again', { tenant: this.#tenant, events: events.length });
    await sendAll(this.env.LIVE, eventsMessages(this.#tenant, events));
    // Behind those that have not had their turn yet; not those that finished while the message was sent.
    for (const each of waiting) if (this.#open().get(each.hash)) this.#mark({ ...each, since: now });
  }

  /** Has the row of an event say that it is unfinished. */
  #mark(open: OpenEvent, counts: Partial<EventRow> = {}): void {
    this.#store.update(open.hash, { ...counts, state: 'accepted' });
    this.#open().mark(open);
  }

  /** A stretch of the batches at a firing, until their end; then again a day later. */
  #prune(now: number): void {
    if (this.#pruneAfter === undefined && this.#prunedAt > now - PRUNE_EVERY) return;
    if (this.#pruneAfter === undefined) this.#store.pruneKeys(now - KEYS_KEPT);
    this.#prunedAt = now;
    // What no row tells anything about is finished, then.
    for (const each of this.#open().recent()) if (each.since < now - EVENTS_KEPT) this.#mark(each);
    this.#pruneAfter = this.#store.pruneEvents(this.#pruneAfter ?? 0, PRUNE_STRETCH, now - EVENTS_KEPT);
  }

  #open(): OpenEvents {
    this.#opened ??= new OpenEvents(this.#store.untold(toldUpTo(this.#lastBatch())), this.#store.marked());
    return this.#opened;
  }

  #lastBatch(): number {
    this.#last ??= this.#store.lastBatch();
    return this.#last;
  }

  /** Makes sure that the object wakes at this moment or before, also when an alarm before it has been lost. */
  async #wakeBy(at: number, now: number): Promise<void> {
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    if (this.#alarmAt !== null && this.#alarmAt <= at && this.#alarmAt >= now - OVERDUE) return;
    this.#alarmAt = at;
    try {
      await this.ctx.storage.setAlarm(at);
    } catch (error) {
      this.#alarmAt = undefined;
      throw error;
    }
  }
}
