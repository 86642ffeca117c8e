import { type DigestRule, ruleOf } from '../decide/aggregation/digest-rule.ts';
import { digestDue } from '../decide/aggregation/digest-window.ts';
import { flushDigest } from '../decide/aggregation/flush-digest.ts';
import type { Decided } from '../decide/decide.ts';
import { pipeline } from '../decide/pipeline.ts';
import { caseAgain } from './decide-again.ts';
import { apply } from './redecide.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/**
 * The moment of a digest has come: what is still worth it goes out as one notification, carried by the best of its
 * items; the others have joined it. Each item is in one digest only, because its own decision says so from here on.
 * `without` are ids of items that cannot be decided. Answers the notifications to deliver.
 */
export function sendDigest(room: Room, key: string, now: number, without: readonly string[] = []): string[] {
  const rows = room.store.held(key).filter(({ id }) => !without.includes(id));
  const member = room.state.view(room.member, now);
  // The windows are those of the digest, whichever item they are written on and whether that is still worth sending.
  const carried = Math.max(0, ...rows.map(({ decision }) => decision.numbers.carried ?? 0));
  const items = rows.map((row) => ({ of: caseAgain(room, row, now, { for: 'digest' }), carried }));
  const [first] = items;
  if (!first) return [];
  const rule = ruleOf(key, { candidate: first.of.candidate, member });
  const due = stillOpen(rows, rule, now, member.timezone);
  if (due > now) {
    rows.forEach((row, place) => {
      const dueAt = place === 0 ? due : null;
      if (row.dueAt !== dueAt) room.store.update(row.id, { dueAt });
    });
    return [];
  }
  const { decided, carrier, items: ranked, until } = flushDigest(pipeline, member, items, rule, now);
  const byId = new Map(rows.map((row) => [row.id, row]));
  const rowOf = ({ of }: Decided) => {
    const row = byId.get(of.candidate.activity.id);
    if (!row) throw new Error('A digest gave back an item that it was not given');
    return row;
  };
  wait(
    room,
    decided.filter(({ decision }) => decision.outcome === 'hold'),
    rowOf,
    until ?? now,
    now,
  );
  return decided.flatMap((each) => {
    const row = rowOf(each);
    if (each.decision.outcome === 'hold') return [];
    return apply(room, row, each, now, row.id === carrier ? { items: ranked } : {}) ? [row.id] : [];
  });
}

/**
 * When the digest really goes out: the alarm of a sliding window fires for its first item, and the member may have moved
 * to another zone. Carried over, or with as many items as it takes, it goes now.
 */
function stillOpen(rows: readonly NotificationRow[], rule: DigestRule, now: number, timezone: string): number {
  const isCarried = rows.some(({ decision }) => decision.numbers.carried !== undefined);
  if (isCarried || rows.length >= (rule.flushAt ?? Number.POSITIVE_INFINITY)) return now;
  const arrivals = rows.map(({ at }) => at);
  return digestDue(rule, Math.min(...arrivals), Math.max(...arrivals), now, timezone);
}

/**
 * What waits on: one carries the moment, the one that says why when it is not the digest itself; the others are only
 * written when they carried one.
 */
function wait(
  room: Room,
  held: readonly Decided[],
  rowOf: (each: Decided) => NotificationRow,
  until: number,
  now: number,
): void {
  const first = held.find(({ decision }) => decision.reason !== 'digest') ?? held[0];
  held.forEach((each) => {
    const row = rowOf(each);
    if (each === first) apply(room, row, each, now, { dueAt: until });
    else if (row.dueAt !== null) room.store.update(row.id, { dueAt: null });
  });
}
