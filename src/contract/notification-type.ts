import { z } from '@hono/zod-openapi';
import { ChannelName } from './channel.ts';
import { Identifier, Seconds } from './identifier.ts';
import { Lane } from './lane.ts';

/** Texts of a notification; `{{actor}}`, `{{item.id}}` and `{{payload.…}}` are filled in from the event. */
export const Template = z
  .strictObject({
    title: z.string().min(1).max(500),
    body: z.string().max(2_000).default(''),
    url: z.string().max(2_000).default(''),
    icon: z.string().max(2_000).optional(),
    image: z.string().max(2_000).optional(),
  })
  .openapi('Template');
export type Template = z.infer<typeof Template>;

/** Frequency caps of a type: interruptions of one member by this type in a rolling window. */
export const TypeCaps = z
  .strictObject({
    perDay: z.number().int().min(0).max(1_000).optional().openapi({ description: 'interruptions in 24 rolling hours' }),
    perHour: z.number().int().min(0).max(1_000).optional().openapi({ description: 'interruptions in a rolling hour' }),
  })
  .openapi('TypeCaps');
export type TypeCaps = z.infer<typeof TypeCaps>;

/** What a producer registers once for each kind of notification, by `PUT /v1/types/{name}`. */
export const TypeDefinition = z
  .strictObject({
    class: z.enum(['transactional', 'content']).openapi({
      description: '`transactional` is member to member and passes relevance and volume; `content` must earn its send',
    }),
    audience: z
      .strictObject({ of: z.literal('actor') })
      .optional()
      .openapi({ description: 'who might care when an event names nobody: the audience of its actor' }),
    channels: z.array(ChannelName).min(1).max(10).default(['in-app', 'web-push']),
    template: Template,
    caps: TypeCaps.optional(),
    expiresIn: Seconds.optional().openapi({ description: 'seconds after its time at which an event is worth nothing' }),
    lane: Lane.optional(),
    mandatory: z.boolean().optional().openapi({ description: 'account security: a member cannot turn it off' }),
    dark: z.boolean().optional().openapi({ description: 'decide and record, send nothing' }),
  })
  .openapi('TypeDefinition');
export type TypeDefinition = z.infer<typeof TypeDefinition>;

/** The stored version of a type: what an event was judged by. */
export const StoredType = TypeDefinition.extend({
  name: Identifier,
  version: z.number().int(),
  updatedAt: z.string(),
}).openapi('StoredType');
export type StoredType = z.infer<typeof StoredType>;
