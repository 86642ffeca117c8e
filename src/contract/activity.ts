import type { EmailContent, PushAction } from './delivery.ts';
import type { Lane } from './lane.ts';
import type { Policy } from './policy.ts';
import type { Predicate } from './predicate.ts';

/** The texts of a notification as a member sees them, filled in from the type's template. */
export interface Content {
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly icon?: string;
  readonly image?: string;
  /** Buttons of a push. */
  readonly actions?: readonly PushAction[];
  /** Of a group; `{{count}}` and `{{others}}` are filled in when it is shown. */
  readonly many?: { readonly title: string; readonly body: string };
  /** Of a digest that it carries, instead of what the type's policy says. */
  readonly digest?: { readonly title: string; readonly more?: string };
  /** What it says in an email, and in a short message, instead of title and body. */
  readonly email?: EmailContent;
  readonly sms?: string;
  /** The language of its words (BCP 47); English when it does not say. */
  readonly locale?: string;
  /** The same in other languages, until it is a member's: a row has the one that the member reads. */
  readonly locales?: Readonly<Record<string, LocaleContent>>;
  /** Of `locales`, what goes for members whose language is not there. */
  readonly defaultLocale?: string;
}

/** The texts of a notification in one of the languages that its type has. */
export type LocaleContent = Pick<Content, 'title' | 'body' | 'many' | 'digest' | 'email' | 'sms'> & {
  readonly url?: string;
  /** What the buttons say, by their ids. */
  readonly actions?: Readonly<Record<string, string>>;
};

/** One of the ways that lead from an activity to members: the edges of a node, what was told of them, or their names. */
export type Way = { readonly node: string } | { readonly where: Predicate } | { readonly members: readonly string[] };

/**
 * Who an activity is for: a list of members, or an audience. The audience of a single node is `node`, every other one
 * `ways`; whoever several of them lead to is one candidate.
 */
export type Recipients =
  | { readonly kind: 'list'; readonly members: readonly string[] }
  | { readonly kind: 'node'; readonly node: string }
  | { readonly kind: 'node'; readonly ways: readonly Way[] };

/** What of an activity a recipient's object decides by and keeps. */
export interface CandidateActivity {
  /** Deterministic and time-ordered: a ULID of the event's time and a hash of (tenant, source, event id, type). */
  readonly id: string;
  readonly type: string;
  readonly actor?: string;
  readonly item?: string;
  /** What the item is about: topics, people, places. */
  readonly entities?: readonly string[];
  /** What a member can mute as a whole: a conversation, say. */
  readonly thread?: string;
  /** What makes it the same story as others of its type. */
  readonly group?: string;
  /** Numbers known before anybody is asked, for the model: `item.…`, `actor.…`, `entity.…`, `event.…`, `fact.…`. */
  readonly features?: Readonly<Record<string, number>>;
  /** The enricher without whose answer it must not go out, and which failed. */
  readonly unverified?: string;
  /** When it stops being worth anything, ms since the epoch. */
  readonly expiresAt?: number;
  readonly content: Content;
  readonly policy: Policy;
}

/** An event, standardised: validated against its type, its texts filled in, the same for every recipient. */
export interface Activity extends CandidateActivity {
  readonly typeVersion: number;
  /** When it happened, ms since the epoch. */
  readonly at: number;
  readonly lane: Lane;
  /** It came beyond the rate that its type declares, and goes through the bulk lane. */
  readonly slowed?: true;
}

/** Why a member is a candidate: one of the ways that lead from the activity to them. */
export interface CandidateEdge {
  readonly node: string;
  readonly kind: string;
  /** 0..1 */
  readonly strength: number;
}

/** One (event, recipient) pair, before it is decided. */
export interface Candidate {
  readonly activity: CandidateActivity;
  readonly edges?: readonly CandidateEdge[];
  /** The audience that learns whom it need not ask again: what its shard keeps the member's bound by. */
  readonly bound?: BoundKey;
}

/**
 * A candidate as it crosses to its member's object. An event is the same for all of its recipients, so what they are
 * offered is one text, made once: to cross costs a copy of that, and not of all that it says, property by property.
 */
export interface OfferedCandidate extends Omit<Candidate, 'activity'> {
  /** The JSON text of a `CandidateActivity`. That of a whole `Activity` goes too: the rest is not looked at. */
  readonly activity: string;
}

/** What a bound is kept by: of which node, and for which way of scoring (see `boundingOf`). */
export interface BoundKey {
  readonly node: string;
  readonly key: string;
}
