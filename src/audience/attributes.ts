import { toMillis } from '../contract/identifier.ts';
import type { MemberProfile } from '../contract/member.ts';
import { CREATED_AT } from '../contract/predicate.ts';

/** What a partition keeps of an attribute: lists are of texts, and texts are marked (see `keptValue`). */
export type KeptValue = string | number | readonly string[];
type Value = string | number | boolean;

/**
 * What a product told of a member as the census keeps it, as JSON: the attributes and, by these names whatever an
 * attribute of the same name says, `region`, `locale`, `timezone` and `createdAt` (ms since the epoch). The same
 * profile is the same text, whatever the order of its fields.
 */
export function keptAttributes({ attributes = {}, region, locale, timezone, createdAt }: MemberProfile): string {
  const told: Record<string, Value | undefined> = {
    region,
    locale,
    timezone,
    [CREATED_AT]: createdAt === undefined ? undefined : toMillis(createdAt),
  };
  const entries = [
    ...Object.entries(attributes).filter(([name]) => !Object.hasOwn(told, name)),
    ...Object.entries(told).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
  ].map(([name, value]) => [keptName(name), Array.isArray(value) ? value.map(keptValue) : keptValue(value as Value)]);
  return JSON.stringify(Object.fromEntries(entries.sort(([one = ''], [other = '']) => (one < other ? -1 : 1))));
}

/** A name as a key that stands in a quoted label of a JSON path as it is: without quotes, escapes and controls. */
export function keptName(name: string): string {
  return name.toWellFormed().replaceAll(/[%"\\\p{Cc}]/gu, (character) => {
    return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
}

/**
 * A value so that one comparison tells its kind as well: numbers as they are, truth as `true` or `false`, texts with an
 * `s` before them. SQLite gives a list as its JSON, which begins with `[`, and sorts numbers before all of these.
 */
export function keptValue(value: Value): string | number {
  if (typeof value === 'string') return `s${value}`;
  return typeof value === 'boolean' ? String(value) : value;
}
