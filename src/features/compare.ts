import { confirm } from './confirm.ts';
import type { Partition } from './features.ts';
import type { Named, Targets } from './push-rows.ts';
import type { RowHash } from './row-hash.ts';

/** Rows of a push that one partition knows. */
export interface Asked {
  readonly dataset: string;
  /** Of a full push: everything that is named here stays when it ends. */
  readonly generation?: number;
  /** Hashes of a member's rows by target; null of rows that go. */
  readonly members: readonly (readonly [member: string, rows: readonly (readonly [string, RowHash | null])[]])[];
  /** JSON of the numbers of a target; null: they go. */
  readonly subjects: readonly (readonly [target: string, features: string | null])[];
}

/** What is other than before: rows to be sent to members under the ticket, and counts of rows. */
export interface Compared {
  /** Undefined when there is nothing to send. */
  readonly ticket: number | undefined;
  readonly changed: Targets;
  /** As they were. */
  readonly unchanged: number;
  /** Of actors, entities and items: they are written here. */
  readonly written: number;
  readonly retired: number;
}

/**
 * Finds the rows of a push that are other than what is known to be held, keeps those of actors, entities and items, and
 * notes the others as on their way. Rows written: 1 for all that is on its way, 1 for a request of a full push, 1 for
 * each actor, entity or item that is other than before.
 */
export function compare(partition: Partition, asked: Asked, now: number): Compared {
  const { store, tickets } = partition;
  const { dataset, generation, members, subjects } = asked;
  for (const ticket of tickets.expired(now)) confirm(partition, ticket, []);
  if (generation !== undefined) store.pushes.name(dataset, generation, namedBy(asked));

  const held = store.members(
    dataset,
    members.map(([member]) => member),
  );
  const changed = members.flatMap(([member, rows]): [string, string[]][] => {
    const isUnknown = tickets.latest(dataset, member) > 0;
    const hashes = held.get(member)?.hashes ?? {};
    const targets = rows.flatMap(([target, hash]) => {
      const known = Object.hasOwn(hashes, target) ? hashes[target] : null;
      return isUnknown || known !== hash ? [target] : [];
    });
    return targets.length === 0 ? [] : [[member, targets]];
  });
  const gone = subjects.flatMap(([target, features]) => (features === null ? [target] : []));
  const put = subjects.flatMap(([target, features]): [string, string][] =>
    features === null ? [] : [[target, features]],
  );
  const written = store.subjects.put(dataset, put);
  const retired = store.subjects.remove(dataset, gone);
  const all = subjects.length + members.reduce((sum, [, rows]) => sum + rows.length, 0);
  const sent = changed.reduce((sum, [, targets]) => sum + targets.length, 0);
  const byMember = Object.fromEntries(changed);
  return {
    ticket: changed.length === 0 ? undefined : tickets.begin(dataset, byMember, now),
    changed: byMember,
    unchanged: all - sent - written - retired,
    written,
    retired,
  };
}

function namedBy({ members, subjects }: Asked): Named {
  const stays = members.map(([member, rows]): [string, string[]] => [
    member,
    rows.flatMap(([target, hash]) => (hash === null ? [] : [target])),
  ]);
  return {
    members: Object.fromEntries(stays),
    subjects: subjects.flatMap(([target, features]) => (features === null ? [] : [target])),
  };
}
