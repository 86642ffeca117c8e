import { z } from '@hono/zod-openapi';
import { ChannelName } from './channel.ts';
import { Identifier, Instant } from './identifier.ts';
import { Locale } from './locale.ts';
import { DigestSchedule, QuietTimes } from './schedule.ts';

/** An IANA zone that this runtime knows, such as `Europe/Berlin`. */
export const TimeZone = z.string().max(64).refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin');

const Switch = z.enum(['on', 'off']);
const ChannelSetting = z.enum(['on', 'off', 'digest']);

const until = Instant.optional();

/** What a member does not want to hear of: exactly one thing, for good or until a moment. */
export const Muted = z
  .union([
    z.strictObject({ actor: Identifier, until }),
    z.strictObject({ item: Identifier, until }),
    z.strictObject({ type: Identifier, until }),
    z.strictObject({ thread: Identifier, until }),
    z.strictObject({ category: Identifier, until }),
  ])
  .openapi('Muted');
export type Muted = z.infer<typeof Muted>;

const ByChannel = z.partialRecord(ChannelName, ChannelSetting);

/** A member's settings, as read and written by `/v1/me/preferences`. PUT replaces the whole. */
export const Preferences = z
  .strictObject({
    channels: z.partialRecord(ChannelName, Switch).default({}),
    types: z.record(Identifier, ByChannel).default({}),
    categories: z.record(Identifier, ByChannel).optional(),
    digest: DigestSchedule.optional(),
    // A union with null: a named schema that is made nullable loses it on the way into the document.
    quiet: z.union([QuietTimes, z.null()]).optional().openapi({ description: 'null: none, whatever the tenant says' }),
    muteUntil: Instant.nullable().optional().openapi({ description: 'nothing rings before, whatever it is' }),
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
