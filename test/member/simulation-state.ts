import type { ExpectStatic } from 'vitest';
import type { TraceEntry } from '../../src/contract/decision.ts';
import type { TimelineItem } from '../../src/contract/timeline.ts';
import type { Member } from '../../src/member/member.ts';
import type { StoredDelivery } from '../../src/member/schema.ts';

/** A row as it lies in the object, as far as laws look at it. */
interface Row extends Record<string, SqlStorageValue> {
  readonly id: string;
  readonly outcome: string;
  readonly due_at: number | null;
  readonly digest_key: string | null;
  readonly deliveries: string | null;
}

/** What can be known of a member at a moment. */
export interface Snapshot {
  readonly rows: readonly Row[];
  readonly trace: readonly TraceEntry[];
  readonly items: readonly TimelineItem[];
  readonly unseen: number;
  readonly unread: number;
  readonly alarm: number | null;
}

export async function snapshot(member: Member, storage: DurableObjectStorage): Promise<Snapshot> {
  const { items, unseen, unread } = member.timeline({ limit: 1_000, archived: 'include' });
  return {
    rows: storage.sql.exec<Row>('select id, outcome, due_at, digest_key, deliveries from notification').toArray(),
    trace: member.decisions(1_000).items,
    items,
    unseen,
    unread,
    alarm: await storage.getAlarm(),
  };
}

/** What others know of the member. */
export interface Told {
  /** Events that were offered or recalled. */
  readonly known: ReadonlySet<string>;
  /** Events that were offered without a lease: their caller repeats the offer until it is settled. */
  readonly promised: ReadonlySet<string>;
  /** Who did what. */
  readonly actors: ReadonlyMap<string, string | undefined>;
}

/** Reasons for which something rings later. */
const WAITING = ['quiet-hours', 'snoozed', 'spacing', 'member-cap', 'type-cap', 'ramp'];
/** An alarm that is this late is as good, ms. */
const SLACK = 1_000;

/**
 * Laws of the state after any step: each candidate that was offered or recalled has one decision; the counts are those of a
 * plain list; what was seen stays seen; what waits has somebody's moment, and the alarm is armed by the first.
 */
export function checkState(
  expect: ExpectStatic,
  { rows, trace, items, unseen, unread, alarm }: Snapshot,
  before: Snapshot | undefined,
  { known, promised, actors }: Told,
): void {
  expect(trace.map(({ event }) => event).sort(), 'each has one decision').toEqual([...known].sort());

  const present = items.filter(({ archived }) => !archived);
  const plain = {
    unseen: present.filter(({ seen }) => !seen).length,
    unread: present.filter(({ read }) => !read).length,
  };
  expect({ unseen, unread }, 'the counts are not those of the entries').toEqual(plain);

  const entries = new Map(items.map((item) => [item.id, item]));
  for (const { id, seen, read, archived } of before?.items ?? []) {
    const entry = entries.get(id) ?? { seen, read, archived };
    const isKept = (!seen || entry.seen) && (!read || entry.read) && (!archived || entry.archived);
    expect(isKept, 'a mark was taken back').toBe(true);
  }

  for (const { id, count } of items) {
    const group = trace.filter(({ event, into, reason }) =>
      event === id ? reason !== 'recalled' : into === id && reason === 'collapsed',
    );
    expect(count, 'a group counts others than its actors').toBe(
      new Set(group.map(({ event }) => actors.get(event))).size,
    );
  }

  const due = rows.flatMap(({ due_at }) => due_at ?? []);
  if (due.length > 0) {
    expect(alarm ?? Number.POSITIVE_INFINITY, 'the alarm is too late').toBeLessThanOrEqual(Math.min(...due) + SLACK);
  }
  for (const [key, waiting] of Map.groupBy(
    rows.filter(({ outcome }) => outcome === 'hold'),
    (row) => row.digest_key,
  )) {
    const moments = waiting.filter(({ due_at }) => due_at !== null);
    expect(moments.length, `all of ${key ?? 'the slot'} wait for nobody`).toBeGreaterThan(0);
  }
  for (const row of rows) {
    const deliveries: readonly StoredDelivery[] = JSON.parse(row.deliveries ?? '[]');
    expect(new Set(deliveries.map(({ device }) => device)).size, 'a device has two').toBe(deliveries.length);
    for (const { state, reason } of deliveries) {
      if (state === 'cancelled') expect(WAITING, 'what is to wait was cancelled').not.toContain(reason);
    }
    const open = deliveries.filter(({ state }) => state === 'due' || state === 'later');
    const isKept = open.length === 0 || row.due_at !== null || promised.has(row.id);
    expect(isKept, 'a delivery is open and nobody has it').toBe(true);
  }
}
