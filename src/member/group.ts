import type { Content } from '../contract/activity.ts';
import { digestTexts } from '../decide/aggregation/digest-text.ts';
import { groupTexts } from '../decide/aggregation/group-text.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import type { Store } from './store.ts';

/** Actors of a group that an entry names; its count is exact. */
const MOST_ACTORS = 20;

/** What an entry of the timeline stands for: itself, or itself and all that has joined it. */
export interface Group {
  /** The newest first, each once. */
  readonly actors: readonly string[];
  /** Actors in all. */
  readonly count: number;
  readonly content: Content;
}

/** The groups of some entries, by their ids. */
export function groupsOf(store: Store, rows: readonly NotificationRow[]): (row: NotificationRow) => Group {
  const leads = rows.filter((row) => row.groupKey !== null && row.mergedInto === null);
  const joined = leads.length === 0 ? [] : store.timeline.joined(leads.map(({ id }) => id));
  const byLead = Map.groupBy(joined, ({ into }) => into);
  return (row) => groupOf(row, byLead.get(row.id) ?? []);
}

/** The texts of a row as they are now: a group's with all that has joined it, a digest's of all its items. */
export function textsOf(room: Room, row: NotificationRow): Content {
  if (row.items && row.policy?.digest) {
    const rows = new Map(room.store.notifications(row.items).map((each) => [each.id, each]));
    const items = row.items.flatMap((id) => rows.get(id)?.content ?? []);
    return { ...row.content, ...digestTexts(row.policy.digest, items) };
  }
  return row.groupKey === null ? row.content : groupsOf(room.store, [row])(row).content;
}

function groupOf(lead: NotificationRow, joined: readonly Pick<NotificationRow, 'actor' | 'content'>[]): Group {
  // What was withdrawn holds its group together, and is no part of it.
  const rows = lead.decision.reason === 'recalled' ? joined : [...joined, lead];
  const actors = [...new Set(rows.flatMap(({ actor }) => actor ?? []))];
  const count = Math.max(1, actors.length + rows.filter(({ actor }) => actor === null).length + lead.folded);
  const newest = rows[0] ?? lead;
  const { many, ...content } = newest.content;
  const texts = count === 1 ? {} : groupTexts(lead.content, newest.content, count);
  return { actors: actors.slice(0, MOST_ACTORS), count, content: { ...content, url: lead.content.url, ...texts } };
}
