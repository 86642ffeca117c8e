import { customType, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { Content } from '../contract/activity.ts';
import type { ChannelName, InterruptingChannel } from '../contract/channel.ts';
import type { Decision, Outcome } from '../contract/decision.ts';
import type { Address, DeliveryState, PushAddress } from '../contract/delivery.ts';
import type { DeviceForm } from '../contract/device.ts';
import type { EngagementAction } from '../contract/engagement.ts';
import type { Policy } from '../contract/policy.ts';
import type { PushedRows } from '../decide/member-state.ts';

/** One try-until-settled of a notification on one device; they live inside their notification's row. */
export interface StoredDelivery {
  /** Id of the device, or of what is told by the profile: see `addresses.ts`. */
  readonly device: string;
  readonly channel: InterruptingChannel;
  readonly state: DeliveryState;
  /** Rings before this one, of the same notification. */
  readonly ring?: number;
  /** Tries made or under way. */
  readonly attempt: number;
  /** With `later` the moment of the next try; with `due` who took it has until then to settle it. ms since the epoch. */
  readonly at?: number;
  /** When it was tried first without success, ms since the epoch. */
  readonly since?: number;
  /** The provider that took it; while it is open, the one that may have taken it without saying so. */
  readonly provider?: string;
  /** What that provider calls it. */
  readonly reference?: string;
  readonly reason?: string;
  /** Changes what a device already shows, without ringing. */
  readonly quiet?: true;
  /** When the device was heard to have got it, ms since the epoch. */
  readonly arrivedAt?: number;
}

/** Where the member can be rung; they live together in one fact. */
export interface StoredDevice {
  /** By its first endpoint. */
  readonly id: string;
  readonly kind: 'web-push' | 'mobile-push';
  /** Of a browser a `PushAddress`. */
  readonly address: PushAddress | Address;
  readonly host: string;
  readonly form: DeviceForm;
  /** Null when it was not said. */
  readonly app: string | null;
  /** ms since the epoch */
  readonly createdAt: number;
}

/** What is still to be done about a notification that has been sent: the next step, and what came before it. */
export interface FollowUp {
  /** When it was sent first; the steps are counted from here. ms since the epoch. */
  readonly sentAt: number;
  /** Steps (escalations, then reminders) that are done. */
  readonly done: number;
  /** When the next step is due; absent when none is left. */
  readonly at?: number;
  /** When the devices are told of what has joined the group meanwhile. */
  readonly updateAt?: number;
}

/** A decision that ended in nothing being kept, as it lies in the ring. */
export interface DroppedEntry {
  readonly event: string;
  readonly type: string;
  readonly decision: Decision;
}

/** Something that the member did on-site. */
export interface EngagementEntry {
  readonly action: EngagementAction;
  readonly kind: 'notification' | 'actor' | 'item' | 'entity';
  readonly target: string;
  /** Where it was done; null when that is not known. */
  readonly channel: ChannelName | null;
}

/** The rows of one dataset, of the member and of their edges, and the ticket of the push that wrote them last. */
export interface StoredFeatures extends PushedRows {
  readonly stamp: number;
}

/** JSON text. drizzle's own JSON column writes the word `null` for a null that comes through a placeholder. */
function json<Value>(column = '') {
  return customType<{ data: Value; driverData: string | null }>({
    dataType: () => 'text',
    toDriver: (value) => (value === null ? null : JSON.stringify(value)),
    fromDriver: (text) => (text === null ? text : JSON.parse(text)),
  })(column);
}

/** A candidate that lives: an entry of the history and perhaps of the timeline. Capped, so it needs no index. */
export const notification = sqliteTable('notification', {
  id: text().primaryKey(),
  /** When it arrived: decided first, or shown first when that was later. ms since the epoch. */
  at: integer().notNull(),
  type: text().notNull(),
  actor: text(),
  item: text(),
  thread: text(),
  /** What makes it one story with others of its type. */
  groupKey: text('group_key'),
  /** The notification that it has joined: of its group, or that carried its digest. */
  mergedInto: text('merged_into'),
  /** The digest that it waits for. */
  digestKey: text('digest_key'),
  content: json<Content>().notNull(),
  outcome: text().$type<Outcome>().notNull(),
  decision: json<Decision>().notNull(),
  /** In the timeline. */
  shown: integer({ mode: 'boolean' }).notNull(),
  readAt: integer('read_at'),
  archivedAt: integer('archived_at'),
  /** When it rang as content: what caps count. */
  interruptedAt: integer('interrupted_at'),
  expiresAt: integer('expires_at'),
  /** When this row needs work: a hold ends, a lease runs out, a try is due again. */
  dueAt: integer('due_at'),
  /** Kept while there is something left to decide, to deliver or to revive. */
  policy: json<Policy>(),
  deliveries: json<readonly StoredDelivery[]>(),
  followUp: json<FollowUp>('follow_up'),
  /** Of the carrier of a digest: its items, the best first. */
  items: json<readonly string[]>(),
  /** Of a group: actors whose rows a full history has lost. */
  folded: integer().notNull().default(0),
});
export type NotificationRow = typeof notification.$inferSelect;

/** What is kept of the newest alone: a ring of dropped decisions, and one of what the member did on-site. */
export const ring = sqliteTable(
  'ring',
  {
    name: text().$type<'dropped' | 'engagement'>().notNull(),
    slot: integer().notNull(),
    sequence: integer().notNull(),
    at: integer().notNull(),
    /** Of `dropped` those of one offer, of `engagement` one thing that was done. */
    entry: json<readonly DroppedEntry[] | EngagementEntry>().notNull(),
  },
  ({ name, slot }) => [primaryKey({ columns: [name, slot] })],
);

/** Settings, profile, devices and marks, a value each; and what pushes told of the member, by dataset (see `FeatureRows`). */
export const fact = sqliteTable('fact', {
  key: text().primaryKey(),
  value: json<unknown>().notNull(),
});
