import { z } from '@hono/zod-openapi';
import { Identifier, Instant } from './identifier.ts';
import { Predicate } from './predicate.ts';

/** Levels of nesting in a payload. */
const MOST_DEPTH = 32;

/** The thing an event is about. */
export const Item = z
  .strictObject({
    id: Identifier,
    url: z.string().max(2_000).optional(),
    entities: z.array(Identifier).max(100).optional(),
    features: z.record(z.string().max(128), z.number()).optional(),
    expiresAt: Instant.optional(),
  })
  .openapi('Item');
export type Item = z.infer<typeof Item>;

/** Who should be asked when an event does not list its recipients. */
export const AudienceReference = z
  .union([z.strictObject({ where: Predicate }), z.strictObject({ of: Identifier })])
  .openapi('AudienceReference', {
    description: '`of`: whoever has an edge to the node; `where`: whoever was told to be so',
  });
export type AudienceReference = z.infer<typeof AudienceReference>;

/** The `data` of an event. Nobody named means the audience its type declares. */
export const EventData = z
  .strictObject({
    actor: Identifier.optional(),
    item: Item.optional(),
    recipients: z.array(Identifier).min(1).max(10_000).optional(),
    audience: AudienceReference.optional(),
    payload: z
      .record(z.string().max(128), z.unknown())
      .refine((payload) => !isDeeperThan(payload, MOST_DEPTH), `must not be nested deeper than ${MOST_DEPTH} levels`)
      .optional(),
  })
  .refine((data) => !(data.recipients && data.audience), {
    message: 'name `recipients` or `audience`, not both',
    path: ['audience'],
  })
  .openapi('EventData');
export type EventData = z.infer<typeof EventData>;

/** A CloudEvent 1.0 as Tower takes it; extension attributes are allowed and ignored. */
export const CloudEvent = z
  .looseObject({
    specversion: z.literal('1.0').optional(),
    id: Identifier,
    source: z
      .string()
      .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,512}$/u, 'must be a URI reference of 1–512 printable characters')
      .openapi({ minLength: 1, maxLength: 512, pattern: '^[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]*$' }),
    type: Identifier,
    time: Instant.optional(),
    subject: z.string().max(512).optional(),
    datacontenttype: z
      .string()
      .regex(/^application\/([\w.-]+\+)?json\b/i, 'must be application/json')
      .openapi({ pattern: '^application/([A-Za-z0-9_.-]+\\+)?json([^A-Za-z0-9_]|$)' })
      .optional(),
    dataschema: z.string().max(2_000).optional(),
    data: EventData,
  })
  .openapi('CloudEvent');
export type CloudEvent = z.infer<typeof CloudEvent>;

/** Answer to one accepted event. */
export const EventReceipt = z.object({ id: z.string(), duplicate: z.boolean() }).openapi('EventReceipt');
export type EventReceipt = z.infer<typeof EventReceipt>;

const Tally = z.record(z.string(), z.number().int());

/** Where an event is on its way, counted in members, but for `audience`. */
export const EventStatus = z
  .object({
    id: z.string(),
    type: z.string(),
    state: z.enum(['accepted', 'fanning-out', 'paused', 'done', 'failed', 'cancelled']),
    audience: z
      .number()
      .int()
      .openapi({
        description:
          'how many it was meant for when it began: named recipients, members who met a predicate, or edges to the ' +
          'nodes of an audience, where a member with two edges counts twice',
      }),
    considered: z.number().int().openapi({
      description: 'recipients looked at, each once, so it may end below `audience`: cut into batches, or pruned',
    }),
    pruned: z.number().int().openapi({ description: 'recipients skipped because they would have been dropped' }),
    offered: z.number().int().openapi({ description: 'recipients whose object has decided' }),
    decisions: z.object({
      send: z.number().int(),
      hold: z.number().int(),
      merge: z.number().int(),
      drop: z.number().int(),
    }),
    reasons: Tally,
    deliveries: Tally,
    recalledAt: z.string().optional().openapi({
      description: 'when it was withdrawn: `state` is that of the recall from there on',
    }),
    slowed: z.literal(true).optional().openapi({
      description: 'it came beyond the rate that its type declares, and went through the bulk lane',
    }),
  })
  .openapi('EventStatus');
export type EventStatus = z.infer<typeof EventStatus>;

/** Walks without recursion: the depth of the input is what must not be trusted. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true;
    level = level.flatMap((each) => (each !== null && typeof each === 'object' ? Object.values(each) : []));
  }
  return false;
}
