import type { Content } from '../contract/activity.ts';
import type { EmailContent } from '../contract/delivery.ts';
import { digestTexts } from '../decide/aggregation/digest-text.ts';
import { cut, fillText, type Showing } from '../decide/aggregation/fill-text.ts';
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
  /** Of the one that came last. */
  readonly newest: Content;
}

/** The texts of an entry as they are shown. */
export type Texts = Pick<Content, 'title' | 'body' | 'url' | 'icon' | 'image' | 'actions'>;

/** The texts of a row as they go out, in their language; those of emails and short messages only by itself. */
export type SentTexts = Texts & Pick<Content, 'locale' | 'email' | 'sms'>;

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
export function textsOf(room: Room, row: NotificationRow, now: number): SentTexts {
  const showing = showingTo(room.facts, now);
  if (row.items && row.policy?.digest) {
    const rows = new Map(room.store.notifications(row.items).map((each) => [each.id, each]));
    const items = row.items.flatMap((id) => rows.get(id)?.content ?? []);
    const texts = digestTexts(row.policy.digest, items, row.content, showing);
    return { ...looks(row.content), ...texts, ...languageOf(row.content) };
  }
  if (row.groupKey === null)
    return { ...looks(row.content), ...ownTexts(row.content, showing), ...ofOne(row.content, showing) };
  const { count, content, newest } = groupsOf(room.store, [row], showing)(row);
  return { ...content, ...(count === 1 ? ofOne(newest, showing) : languageOf(newest)) };
}

/** What a notification by itself says in an email and in a short message, filled in as they are shown. */
export function ofOne(content: Content, showing: Showing): Pick<SentTexts, 'locale' | 'email' | 'sms'> {
  const { email, sms, locale } = content;
  const fill = (text: string, most: number) => cut(fillText(text, {}, locale, showing), most);
  const said = Object.entries(email ?? {}).map(([of, text]: [string, string]) => [of, fill(text, MOST_OF_EMAIL)]);
  return {
    ...languageOf(content),
    ...(email ? { email: Object.fromEntries(said) as EmailContent } : {}),
    ...(sms === undefined ? {} : { sms: fill(sms, MOST_OF_SMS) }),
  };
}

/** Characters that a text has at most when what is shown late is filled in; each was cut to its length before. */
const MOST_OF_EMAIL = 40_000;
const MOST_OF_SMS = 1_200;

function languageOf({ locale }: Content): Pick<Content, 'locale'> {
  return locale === undefined ? {} : { locale };
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
    newest: newest.content,
  };
}

/** What of a row's content is shown as it is. */
function looks({ many, digest, email, sms, locale, locales, defaultLocale, ...shown }: Content): Texts {
  return shown;
}
