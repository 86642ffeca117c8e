import type { PastNotification } from '../member-state.ts';
import { remembered } from '../remembered.ts';

/** Who is behind the rows of a group: those that are known, and how many there are in all. */
export interface Actors {
  /** Distinct, in the order of the rows. */
  readonly names: readonly string[];
  /** Exact: rows without an actor count one each. */
  readonly count: number;
}

/** The notification that leads a group and all that joined it as the same story, newest first. */
export function groupMembers(history: readonly PastNotification[], leadId: string): PastNotification[] {
  const { byId, joined } = groupsOf(history);
  const lead = byId.get(leadId);
  const others = (joined.get(leadId) ?? []).filter((row) => !lead || isSameStory(row, lead));
  return [...others, ...(lead ? [lead] : [])];
}

/** The distinct actors of these rows. */
export function actorsOf(rows: readonly Pick<PastNotification, 'actor'>[]): Actors {
  const names = new Set(rows.flatMap(({ actor }) => (actor === null ? [] : [actor])));
  const nameless = rows.filter(({ actor }) => actor === null).length;
  return { names: [...names], count: names.size + nameless };
}

/** The rows of one story that have joined nothing themselves, newest first. */
export function leadsOf(history: readonly PastNotification[], type: string, group: string): PastNotification[] {
  return groupsOf(history).leads.get(keyOf(type, group)) ?? [];
}

/** Rows also join the carrier of a digest: that makes them no part of its story. */
function isSameStory(row: PastNotification, lead: PastNotification): boolean {
  return row.group !== null && row.group === lead.group && row.type === lead.type;
}

interface Groups {
  readonly byId: ReadonlyMap<string, PastNotification>;
  readonly leads: ReadonlyMap<string, PastNotification[]>;
  readonly joined: ReadonlyMap<string, PastNotification[]>;
}

const groupsOf = remembered((history: readonly PastNotification[]): Groups => {
  const newestFirst = history.toReversed();
  return {
    byId: new Map(newestFirst.map((row) => [row.id, row])),
    leads: Map.groupBy(
      newestFirst.filter((row) => row.group !== null && row.into === null),
      (row) => keyOf(row.type, row.group ?? ''),
    ),
    joined: Map.groupBy(
      newestFirst.filter((row) => row.into !== null),
      (row) => row.into ?? '',
    ),
  };
});

/** A type has no control characters, so the first line end is the border. */
function keyOf(type: string, group: string): string {
  return `${type}\n${group}`;
}
