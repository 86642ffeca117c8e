import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/event-log/migrations.js';
import type { Activity, Recipients } from '../contract/activity.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { parseName } from '../platform/names.ts';
import { addTallies, type Tally } from '../platform/tally.ts';
import { type EventRow, type IdempotencyRow, Store, type Totals } from './store.ts';

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
  readonly state: 'accepted' | 'done' | 'failed';
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
/** Events in one message that offers again. */
const MOST_AGAIN = 100;

/**
 * A part of a tenant's accepted events: the authority for "is this one new", and what became of each.
 * Written before anybody is offered, so that nothing accepted is lost: an alarm offers again what did not finish.
 */
export class EventLog extends DurableObject<Environment> {
  readonly #store: Store;
  readonly #tenant: string;
  /** Unfinished events and since when; read once, then kept, so that the table needs no index for them. */
  #unfinished: Map<string, number> | undefined;
  #alarmAt: number | null | undefined;
  #prunedAt = 0;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    migrate(context.storage, migrations);
    this.#store = new Store(context.storage);
    this.#tenant = parseName(context.id.name ?? '')[0] ?? '';
  }

  /** Accepts entries, each once. A repeat that is not finished comes back to be offered again: that is idempotent. */
  async accept(entries: readonly LogEntry[], now: number): Promise<Acceptance[]> {
    await this.#wakeBy(now + UNFINISHED_AFTER);
    return this.ctx.storage.transactionSync(() => entries.map((entry) => this.#acceptOne(entry, now)));
  }

  /** Overwrites what is known of events: every try offers to all recipients, so the last word is the whole word. */
  finish(results: readonly EventResult[]): void {
    this.ctx.storage.transactionSync(() => {
      for (const { hash, ...change } of results) {
        this.#store.update(hash, change);
        if (change.state !== 'accepted') this.#open().delete(hash);
      }
    });
  }

  /** The event's recipients are found and asked by a fan-out from here on. */
  fanningOut(hash: string, audience: number): void {
    this.#store.update(hash, { state: 'fanning-out', audience });
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

  /** Keeps what a first use of an idempotency key stood for; answers the first use of one that is known. */
  rememberKey(row: IdempotencyRow): IdempotencyRow | undefined {
    const known = this.#store.idempotency(row.key);
    if (known && known.at > row.at - KEYS_KEPT) return known;
    this.#store.putIdempotency(row);
    return undefined;
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarmAt = null;
    try {
      const due = [...this.#open()].filter(([, since]) => since <= now - UNFINISHED_AFTER).map(([hash]) => hash);
      await this.#offerAgain(due.slice(0, MOST_AGAIN), now);
      if (this.#prunedAt < now - PRUNE_EVERY) {
        this.#store.prune(now - EVENTS_KEPT, now - KEYS_KEPT);
        this.#prunedAt = now;
      }
    } catch (error) {
      log('error', 'event-log.alarm.failed', { tenant: this.#tenant, reason: messageOf(error) });
    }
    await this.#wakeBy(now + (this.#open().size > 0 ? UNFINISHED_AFTER : PRUNE_EVERY));
  }

  #acceptOne(entry: LogEntry, now: number): Acceptance {
    const known = this.#store.event(entry.hash);
    if (known) {
      if (known.digest !== entry.digest) return { kind: 'conflict', id: known.id };
      const { id, activity, recipients } = known;
      return { kind: 'repeat', id, ...(known.state === 'accepted' ? { unfinished: { activity, recipients } } : {}) };
    }
    const { activity, recipients } = entry;
    this.#store.insert({
      ...entry,
      id: activity.id,
      acceptedAt: now,
      state: 'accepted',
      audience: recipients.kind === 'list' ? recipients.members.length : 0,
      offered: 0,
      decisions: {},
      reasons: {},
      deliveries: {},
    });
    this.#open().set(entry.hash, now);
    return { kind: 'new', id: activity.id };
  }

  async #offerAgain(hashes: readonly string[], now: number): Promise<void> {
    if (hashes.length === 0) return;
    const events = this.events(hashes).map((row) => row.id);
    log('warn', 'event-log.offered-again', { tenant: this.#tenant, events: events.length });
    for (const hash of hashes) this.#open().set(hash, now);
    await this.env.LIVE.send({ kind: 'events', tenant: this.#tenant, events });
  }

  #open(): Map<string, number> {
    this.#unfinished ??= new Map(this.#store.unfinished().map((row) => [row.hash, row.acceptedAt]));
    return this.#unfinished;
  }

  async #wakeBy(at: number): Promise<void> {
    if (this.#alarmAt === undefined) this.#alarmAt = await this.ctx.storage.getAlarm();
    const overdue = this.#alarmAt !== null && this.#alarmAt < at - 2 * PRUNE_EVERY;
    if (this.#alarmAt !== null && this.#alarmAt <= at && !overdue) return;
    this.#alarmAt = at;
    await this.ctx.storage.setAlarm(at);
  }
}
