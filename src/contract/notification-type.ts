import { z } from '@hono/zod-openapi';
import { Collapse, Digest } from './aggregation.ts';
import { ChannelName, InterruptingChannelName } from './channel.ts';
import { Enricher } from './enricher.ts';
import { Escalation, Reminders } from './follow-up.ts';
import { Identifier, Seconds } from './identifier.ts';
import { Lane } from './lane.ts';
import { Locale } from './locale.ts';
import { PayloadSchema } from './payload-schema.ts';
import { conditionsOf, MOST_CONDITIONS, Predicate } from './predicate.ts';
import { Timing } from './timing.ts';
import { Fatigue, Ramp } from './volume.ts';

/** Languages that the texts of a type can be in beside their own. */
export const MOST_LOCALES = 20;

/** What a type says in an email instead of its title and body; Liquid. */
const EmailTemplate = z.strictObject({
  subject: z.string().min(1).max(500).optional(),
  preview: z.string().max(500).optional().openapi({ description: 'what lists of messages show beside the subject' }),
  html: z.string().max(20_000).optional().openapi({
    description:
      'HTML of the inner part; values are escaped. The partial `email_layout` of the tenant is put around it',
  }),
  text: z.string().max(10_000).optional().openapi({ description: 'plain text; made of the HTML when not said' }),
});

/** What a type says in a short message instead of its title and body; Liquid. */
const SmsTemplate = z.string().min(1).max(1_000);

/** The texts of a type in one more language; what is left out of the optional ones has no text in it. */
const LocaleTexts = z.strictObject({
  title: z.string().min(1).max(500),
  body: z.string().max(2_000).default(''),
  url: z.string().max(2_000).optional().openapi({ description: 'where it is another page; else that of the template' }),
  actions: z
    .record(z.string().min(1).max(32), z.string().min(1).max(100))
    .refine((titles) => Object.keys(titles).length <= 2, 'at most 2 buttons')
    .optional()
    .openapi({ description: 'what the buttons say, by their ids' }),
  many: z.strictObject({ title: z.string().min(1).max(500), body: z.string().max(2_000).default('') }).optional(),
  digest: z
    .strictObject({ title: z.string().min(1).max(200), more: z.string().min(1).max(200).optional() })
    .optional()
    .openapi({ description: 'as `title` and `more` of the digest' }),
  email: EmailTemplate.optional(),
  sms: SmsTemplate.optional(),
});

/** Texts of a notification, in Liquid; `{{actor}}`, `{{item.id}}` and `{{payload.…}}` are filled in from the event. */
export const Template = z
  .strictObject({
    title: z.string().min(1).max(500),
    body: z.string().max(2_000).default(''),
    url: z.string().max(2_000).default(''),
    icon: z.string().max(2_000).optional(),
    image: z.string().max(2_000).optional(),
    actions: z
      .array(
        z.strictObject({
          id: z.string().min(1).max(32),
          title: z.string().min(1).max(100),
          url: z.string().max(2_000).default(''),
        }),
      )
      .max(2)
      .optional()
      .openapi({ description: 'buttons of a push, as many as browsers show; each leads to its `url`' }),
    many: z
      .strictObject({ title: z.string().min(1).max(500), body: z.string().max(2_000).default('') })
      .optional()
      .openapi({ description: 'of a group: also `{{count}}` (actors in all) and `{{others}}` (all but the newest)' }),
    email: EmailTemplate.optional().openapi({ description: 'of an email; title and body when not said' }),
    sms: SmsTemplate.optional().openapi({ description: 'of a short message; title, body and url when not said' }),
    locale: Locale.optional().openapi({ description: 'the language of these texts; `en`' }),
    locales: z
      .record(Locale, LocaleTexts)
      .refine((locales) => Object.keys(locales).length <= MOST_LOCALES, `at most ${MOST_LOCALES} languages`)
      .optional()
      .openapi({ description: 'the texts in other languages, by BCP 47 tag; `de` is for `de-AT` too' }),
  })
  .openapi('Template');
export type Template = z.infer<typeof Template>;

/** Frequency caps of a type: interruptions of one member by this type in a rolling window. */
export const TypeCaps = z
  .strictObject({
    perDay: z.number().int().min(0).max(1_000).optional().openapi({ description: 'interruptions in 24 rolling hours' }),
    perHour: z.number().int().min(0).max(1_000).optional().openapi({ description: 'interruptions in a rolling hour' }),
    spacing: Seconds.optional().openapi({
      description: 'seconds between two interruptions of one member by this type',
    }),
    channels: z
      .partialRecord(InterruptingChannelName, z.number().int().min(0).max(1_000))
      .optional()
      .openapi({ description: 'interruptions on one channel in 24 rolling hours, by all types' }),
  })
  .openapi('TypeCaps');
export type TypeCaps = z.infer<typeof TypeCaps>;

/** A model on trial: `share` of the members is decided by it, the same ones as long as the type has this name. */
const Challenger = z
  .strictObject({
    model: Identifier,
    share: z.number().min(0).max(1).default(0).openapi({ description: 'of the members; 0 only scores' }),
  })
  .openapi('Challenger');

/** Numbers that a type takes from its events. */
const MOST_EVENT_FEATURES = 50;
const EventFeatures = z
  .record(
    z.string().regex(/^[\w-]{1,100}$/, 'must be 1–100 letters, digits, `_` and `-`'),
    z
      .string()
      .max(500)
      .regex(/^(?:payload|item)(?:\.[^.\s]+){1,16}$/, 'must be a path such as `payload.order.total` or `item.likes`'),
  )
  .refine((paths) => Object.keys(paths).length <= MOST_EVENT_FEATURES, `at most ${MOST_EVENT_FEATURES} features`);

/** One audience that a type declares. */
export const TypeAudience = z
  .union([
    z.strictObject({ where: Predicate }),
    z.strictObject({ of: z.enum(['actor', 'item.entities']) }),
    z.strictObject({ members: z.array(Identifier).min(1).max(1_000) }),
  ])
  .openapi('TypeAudience');
export type TypeAudience = z.infer<typeof TypeAudience>;

/** What a producer registers once for each kind of notification, by `PUT /v1/types/{name}`. */
export const TypeDefinition = z
  .strictObject({
    label: z.string().min(1).max(100).optional().openapi({
      description: 'what members read where they choose what to hear of: “New followers”; the name when not said',
    }),
    class: z.enum(['transactional', 'content']).openapi({
      description: '`transactional` is member to member and passes relevance and volume; `content` must earn its send',
    }),
    audience: z
      .union([TypeAudience, z.array(TypeAudience).min(1).max(10)])
      .refine(
        (audience) => conditionsIn([audience].flat()) <= MOST_CONDITIONS,
        `must not have more than ${MOST_CONDITIONS} conditions in all`,
      )
      .optional()
      .openapi({
        description:
          'who might care when an event names nobody; of several, whoever is in any of them, once: the audience of its ' +
          'actor, those of the entities of its item, members who were told to be so, a list of members',
      }),
    channels: z.array(ChannelName).min(1).max(10).default(['in-app', 'web-push']),
    template: Template,
    caps: TypeCaps.optional(),
    ramp: Ramp.optional().openapi({ description: 'of this type; that of the tenant when not said' }),
    fatigue: Fatigue.optional().openapi({ description: 'of this type; that of the tenant when not said' }),
    expiresIn: Seconds.optional().openapi({ description: 'seconds after its time at which an event is worth nothing' }),
    lane: Lane.optional(),
    category: Identifier.optional().openapi({ description: 'types that members set, and digests gather, together' }),
    thread: z.string().min(1).max(200).optional().openapi({
      description: 'what a member can mute, filled in from the event: `{{payload.conversation}}`',
    }),
    rate: z
      .strictObject({
        perSecond: z.number().int().min(1).max(100_000),
        burst: z.number().int().min(1).max(1_000_000).optional(),
      })
      .optional()
      .openapi({ description: 'what the type declares; events beyond it go through the bulk lane and are flagged' }),
    payload: PayloadSchema.optional().openapi({
      description: 'JSON Schema that `data.payload` of its events has to pass; without one anything does',
    }),
    features: EventFeatures.optional().openapi({
      description:
        'numbers that models know as `event.NAME`, each by where it is in `data`: `payload.order.total`, `item.entities.length`',
    }),
    enrichers: z.array(Enricher).max(5).optional(),
    model: Identifier.optional().openapi({
      description: 'a registered model; without one, what the member did decides',
    }),
    challenger: Challenger.optional().openapi({
      description: 'another model that scores every candidate beside `model`, and decides for a share of the members',
    }),
    value: z.number().min(0).max(1_000).optional().openapi({ description: 'of an opened notification; 1' }),
    cost: z.number().min(0).max(100_000).optional().openapi({ description: 'of a member who turns the type off; 20' }),
    floor: z.number().optional().openapi({ description: 'utility below which a candidate is dropped' }),
    pushBar: z.number().optional().openapi({ description: 'utility below which it is in the timeline only' }),
    collapse: Collapse.optional(),
    digest: Digest.optional(),
    timing: Timing.optional(),
    remind: Reminders.optional(),
    escalate: Escalation.optional(),
    apps: z.array(Identifier).min(1).max(10).optional().openapi({ description: 'preferred apps, the best first' }),
    reach: z.enum(['all', 'best']).optional().openapi({
      description: 'ring every device, or only the kind of device on which the member responds most',
    }),
    mandatory: z.boolean().optional().openapi({ description: 'account security: a member cannot turn it off' }),
    dark: z.boolean().optional().openapi({ description: 'decide and record, send nothing' }),
  })
  .openapi('TypeDefinition');
export type TypeDefinition = z.infer<typeof TypeDefinition>;

/** The stored version of a type: what an event was judged by. */
export const StoredType = z
  .strictObject({ ...TypeDefinition.shape, name: Identifier, version: z.number().int(), updatedAt: z.string() })
  .openapi('StoredType');
export type StoredType = z.infer<typeof StoredType>;

function conditionsIn(audiences: readonly TypeAudience[]): number {
  return audiences.reduce((sum, each) => sum + ('where' in each ? conditionsOf(each.where) : 0), 0);
}
