import type { Content } from '../contract/activity.ts';
import { digestTexts } from '../decide/aggregation/digest-text.ts';
import type { Showing } from '../decide/aggregation/fill-text.ts';
import { groupTexts, ownTexts } from '../decide/aggregation/group-text.ts';
import type { Facts } from './facts.ts';
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
  readonly content: Texts;
}

/** The texts of an entry as they are shown. */
export type Texts = Pick<Content, 'title' | 'body' | 'url' | 'icon' | 'image' | 'actions'>;

/** To whom something is shown at this moment. */
export function showingTo(facts: Facts, now: number): Showing {
  return { locale: facts.locale(), timezone: facts.timezone(), now };
}

/** The groups of some entries, by their ids. */
export function groupsOf(
  store: Store,
  rows: readonly NotificationRow[],
  showing: Showing,
): (row: NotificationRow) => Group {
  const leads = rows.filter((row) => row.groupKey !== null && row.mergedInto === null);
  const joined = leads.length === 0 ? [] : store.timeline.joined(leads.map(({ id }) => id));
  const byLead = Map.groupBy(joined, ({ into }) => into);
  return (row) => groupOf(row, byLead.get(row.id) ?? [], showing);
}

/** The texts of a row as they are now: a group's with all that has joined it, a digest's of all its items. */
export function textsOf(room: Room, row: NotificationRow, now: number): Texts {
  const showing = showingTo(room.facts, now);
  if (row.items && row.policy?.digest) {
    const rows = new Map(room.store.notifications(row.items).map((each) => [each.id, each]));
    const items = row.items.flatMap((id) => rows.get(id)?.content ?? []);
    return { ...looks(row.content), ...digestTexts(row.policy.digest, items, row.content, showing) };
  }
  if (row.groupKey === null) return { ...looks(row.content), ...ownTexts(row.content, showing) };
  return groupsOf(room.store, [row], showing)(row).content;
}

function groupOf(
  lead: NotificationRow,
  joined: readonly Pick<NotificationRow, 'actor' | 'content'>[],
  showing: Showing,
): Group {
  // What was withdrawn holds its group together, and is no part of it.
  const rows = lead.decision.reason === 'recalled' ? joined : [...joined, lead];
  const actors = [...new Set(rows.flatMap(({ actor }) => actor ?? []))];
  const count = Math.max(1, actors.length + rows.filter(({ actor }) => actor === null).length + lead.folded);
  const newest = rows[0] ?? lead;
  const texts =
    count === 1 ? ownTexts(newest.content, showing) : groupTexts(lead.content, newest.content, count, showing);
  return {
    actors: actors.slice(0, MOST_ACTORS),
    count,
    content: { ...looks(newest.content), url: lead.content.url, ...texts },
  };
}

/** What of a row's content is shown as it is. */
function looks({ many, digest, locale, locales, defaultLocale, ...shown }: Content): Texts {
  return shown;
}
