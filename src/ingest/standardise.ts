import { membersNamed } from '../audience/either-of.ts';
import type { Activity, Recipients, Way } from '../contract/activity.ts';
import type { AudienceReference, CloudEvent } from '../contract/event.ts';
import { toMillis } from '../contract/identifier.ts';
import type { StoredType } from '../contract/notification-type.ts';
import type { FieldError } from '../contract/problem.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { canonical } from '../platform/canonical.ts';
import { eventHash, eventId } from '../platform/event-id.ts';
import { sha256Hex } from '../platform/hash.ts';
import { eventFeatures } from './event-features.ts';
import type { LogEntry } from './logged-event.ts';
import { payloadFaults } from './payload/check-payload.ts';
import { type Known, policyOf } from './policy.ts';
import { renderContent, renderKey } from './render.ts';

/** An event ready for the log, or what is wrong with it. */
export type Standardised = { readonly entry: LogEntry } | { readonly errors: FieldError[] };

/**
 * Makes an activity of an event that has passed its schema: its payload is checked by its type, the time and id it goes
 * by, its texts filled in, the rules of its type, its type's models and its tenant resolved, its lane picked. Pure but
 * for what it remembers of types; `now` is ms since the epoch.
 */
export function standardise(
  tenant: string,
  event: CloudEvent,
  type: StoredType,
  settings: TenantSettings,
  now: number,
  known?: Known,
): Standardised {
  const recipients = recipientsOf(event, type);
  const faults = type.payload ? payloadFaults(type.payload, event.data.payload ?? {}) : [];
  if ('errors' in recipients) return { errors: [...recipients.errors, ...faults] };
  if (faults.length > 0) return { errors: faults };
  // What comes from the future happened now: else it would stand above all that comes after it.
  const at = event.time === undefined ? now : Math.min(toMillis(event.time), now);
  const hash = eventHash(tenant, event.source, event.id);
  const { actor, item } = event.data;
  const expiresAt = expiryOf(event, type, at);
  const thread = type.thread === undefined ? undefined : renderKey(type.thread, event);
  const group = type.collapse && renderKey(type.collapse.key, event);
  const features = eventFeatures(event, type);
  const activity: Activity = {
    id: eventId(at, hash),
    type: type.name,
    typeVersion: type.version,
    at,
    ...(actor === undefined ? {} : { actor }),
    ...(item === undefined ? {} : { item: item.id }),
    ...(item?.entities === undefined ? {} : { entities: item.entities }),
    ...(thread === undefined ? {} : { thread }),
    ...(group === undefined ? {} : { group }),
    ...(features === undefined ? {} : { features }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    content: renderContent(type.template, event, { at, locale: settings.locale, partials: known?.partials }),
    policy: policyOf(type, settings, known),
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
  if (data.audience) return audienceOf([wayTo(data.audience)]);
  if (!type.audience) {
    const message = `name \`recipients\` or an \`audience\`: the type ${type.name} declares none`;
    return { errors: [{ path: 'data.recipients', message }] };
  }
  const declared = [type.audience].flat();
  const isOfActor = declared.some((each) => 'of' in each && each.of === 'actor');
  if (isOfActor && data.actor === undefined) {
    const message = `name the actor: the type ${type.name} goes to the audience of its actor`;
    return { errors: [{ path: 'data.actor', message }] };
  }
  const ways = declared.flatMap((each): Way[] => {
    if ('where' in each || 'members' in each) return [each];
    if (each.of === 'item.entities') return (data.item?.entities ?? []).map((node) => ({ node }));
    return data.actor === undefined ? [] : [{ node: data.actor }];
  });
  if (ways.length === 0) {
    const message = `name an entity: the type ${type.name} goes to the audiences of its item’s entities`;
    return { errors: [{ path: 'data.item.entities', message }] };
  }
  return audienceOf(ways);
}

function wayTo(reference: AudienceReference): Way {
  return 'of' in reference ? { node: reference.of } : reference;
}

/** Several ways to the same node are one; when everybody is named, it is a list. */
function audienceOf(ways: readonly Way[]): Recipients {
  if (ways.every((way) => 'members' in way)) return { kind: 'list', members: membersNamed(ways) };
  const distinct = [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
  const [way] = distinct;
  return way && 'node' in way && distinct.length === 1 ? { kind: 'node', ...way } : { kind: 'node', ways: distinct };
}

function expiryOf(event: CloudEvent, type: StoredType, at: number): number | undefined {
  const ofItem = event.data.item?.expiresAt;
  const moments = [
    ...(ofItem === undefined ? [] : [toMillis(ofItem)]),
    ...(type.expiresIn === undefined ? [] : [at + type.expiresIn * 1_000]),
  ];
  return moments.length === 0 ? undefined : Math.min(...moments);
}
