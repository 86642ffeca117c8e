import type { Activity, Policy, Recipients } from '../contract/activity.ts';
import type { CloudEvent } from '../contract/event.ts';
import { toMillis } from '../contract/identifier.ts';
import type { StoredType } from '../contract/notification-type.ts';
import type { FieldError } from '../contract/problem.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { eventHash, eventId } from '../platform/event-id.ts';
import { sha256Hex } from '../platform/hash.ts';
import type { LogEntry } from './event-log.ts';
import { renderContent } from './render.ts';

/** An event ready for the log, or what is wrong with it. */
export type Standardised = { readonly entry: LogEntry } | { readonly errors: FieldError[] };

/**
 * Makes an activity of an event that has passed its schema: the time and id it goes by, its texts filled in, the
 * rules of its type and tenant resolved, its lane picked. Pure; `now` is ms since the epoch.
 */
export function standardise(
  tenant: string,
  event: CloudEvent,
  type: StoredType,
  settings: TenantSettings,
  now: number,
): Standardised {
  const recipients = recipientsOf(event, type);
  if ('errors' in recipients) return recipients;
  const at = event.time === undefined ? now : toMillis(event.time);
  const hash = eventHash(tenant, event.source, event.id);
  const { actor, item } = event.data;
  const expiresAt = expiryOf(event, type, at);
  const activity: Activity = {
    id: eventId(at, hash),
    type: type.name,
    typeVersion: type.version,
    at,
    ...(actor === undefined ? {} : { actor }),
    ...(item === undefined ? {} : { item: item.id }),
    ...(item?.entities === undefined ? {} : { entities: item.entities }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    content: renderContent(type.template, event),
    policy: policyOf(type, settings),
    lane: type.lane ?? (type.class === 'transactional' ? 'urgent' : 'live'),
  };
  return { entry: { hash, source: event.source, digest: digestOf(event), activity, recipients } };
}

/** Digest of what an event says: its type and data, not its identity and time; independent of the order of keys. */
export function digestOf({ type, data }: CloudEvent): string {
  return sha256Hex(canonical({ type, data }));
}

function recipientsOf({ data }: CloudEvent, type: StoredType): Recipients | { errors: FieldError[] } {
  if (data.recipients) return { kind: 'list', members: [...new Set(data.recipients)] };
  if (data.audience) return { kind: 'node', node: data.audience.of };
  if (!type.audience) {
    const message = `name \`recipients\` or an \`audience\`: the type ${type.name} declares none`;
    return { errors: [{ path: 'data.recipients', message }] };
  }
  if (data.actor === undefined) {
    const message = `name the actor: the type ${type.name} goes to the audience of its actor`;
    return { errors: [{ path: 'data.actor', message }] };
  }
  return { kind: 'node', node: data.actor };
}

function expiryOf(event: CloudEvent, type: StoredType, at: number): number | undefined {
  const ofItem = event.data.item?.expiresAt;
  const moments = [
    ...(ofItem === undefined ? [] : [toMillis(ofItem)]),
    ...(type.expiresIn === undefined ? [] : [at + type.expiresIn * 1_000]),
  ];
  return moments.length === 0 ? undefined : Math.min(...moments);
}

function policyOf(type: StoredType, settings: TenantSettings): Policy {
  const { perHour, perDay } = type.caps ?? {};
  return {
    class: type.class,
    channels: type.channels,
    mandatory: type.mandatory ?? false,
    dark: settings.dark || (type.dark ?? false),
    typeCaps: { ...(perHour === undefined ? {} : { perHour }), ...(perDay === undefined ? {} : { perDay }) },
    memberPerDay: settings.interruptionsPerDay,
  };
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
