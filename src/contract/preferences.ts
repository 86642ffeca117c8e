import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

/** An IANA zone that this runtime knows, such as `Europe/Berlin`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

const Locale = z.string().max(35).refine(isLocale, 'must be a BCP 47 language tag such as en-GB');
const Switch = z.enum(['on', 'off']);
const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a local time such as 22:00');
const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** Local hours in which nothing interrupts; `from` = `to` means the whole day, `days` are those it starts on. */
export const QuietHours = z
  .strictObject({ from: ClockTime, to: ClockTime, days: z.array(Weekday).min(1).max(7).optional() })
  .openapi('QuietHours');
export type QuietHours = z.infer<typeof QuietHours>;

/** What a member does not want to hear of: exactly one of the three. */
export const Muted = z
  .union([
    z.strictObject({ actor: Identifier }),
    z.strictObject({ item: Identifier }),
    z.strictObject({ type: Identifier }),
  ])
  .openapi('Muted');
export type Muted = z.infer<typeof Muted>;

const TypePreference = z.record(z.string().max(32), z.enum(['on', 'off', 'digest']));

/** A member's settings, as read and written by `/v1/me/preferences`. PUT replaces the whole. */
export const Preferences = z
  .strictObject({
    channels: z.record(z.string().max(32), Switch).default({}),
    types: z.record(Identifier, TypePreference).default({}),
    digest: z.strictObject({ schedule: z.enum(['hourly', 'daily', 'weekly']) }).optional(),
    quiet: QuietHours.nullable().optional(),
    timezone: TimeZone.optional(),
    locale: Locale.optional(),
    muted: z.array(Muted).max(1_000).default([]),
  })
  .openapi('Preferences');
export type Preferences = z.infer<typeof Preferences>;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
