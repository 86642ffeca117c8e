import type { Partition } from './features.ts';
import type { RowHash, RowHashes } from './row-hash.ts';
import type { MemberRow } from './store.ts';

/** What a member holds now of rows that were sent: hashes by target, null of rows that are gone. */
export type Held = readonly [member: string, rows: Readonly<Record<string, RowHash | null>>];

/** Of a row whose content is not known: no hash is like it, so the next push sends the row again. */
const UNKNOWN: RowHash = '';

/**
 * Ends a ticket: what members said they hold is known from now on. A row of which nothing was said may or may not have
 * arrived; and what was said of a member to whom other rows were on their way at the same time may not be true any more.
 * Both are not known, and pushed again next time. A ticket that is over already changes nothing.
 */
export function confirm({ store, tickets }: Partition, ticket: number, held: readonly Held[]): void {
  const ended = tickets.end(ticket);
  if (!ended) return;
  const { dataset } = ended;
  const said = new Map(held);
  const members = Object.entries(ended.members);
  const before = store.members(
    dataset,
    members.map(([member]) => member),
  );
  const put: MemberRow[] = [];
  const gone: string[] = [];
  for (const [member, targets] of members) {
    const row = before.get(member);
    const other = tickets.latest(dataset, member);
    const isSure = other === 0 && (row?.stamp ?? 0) < ticket;
    const sent = Object.fromEntries(targets.map((target) => [target, UNKNOWN]));
    const hashes = after(row?.hashes ?? {}, { ...sent, ...said.get(member) }, isSure);
    // The stamp makes all those unsure that were under way at the same time, also when they end after this one.
    const stamp = Math.max(row?.stamp ?? 0, ticket, other);
    if (Object.keys(hashes).length > 0) put.push({ member, stamp, hashes });
    else if (row) gone.push(member);
  }
  store.putMembers(dataset, put);
  if (gone.length > 0) store.removeMembers(dataset, gone);
}

function after(known: RowHashes, said: Readonly<Record<string, RowHash | null>>, isSure: boolean): RowHashes {
  const hashes = new Map(Object.entries(known));
  for (const [target, hash] of Object.entries(said)) {
    if (!isSure) hashes.set(target, UNKNOWN);
    else if (hash === null) hashes.delete(target);
    else hashes.set(target, hash);
  }
  return Object.fromEntries(hashes);
}
