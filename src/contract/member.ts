import { z } from '@hono/zod-openapi';
import { Identifier, Instant } from './identifier.ts';
import { TimeZone } from './preferences.ts';
import { Kept } from './timeline.ts';

/** A profile goes into one row of the census. */
const MOST_ATTRIBUTES = 200;

const AttributeValue = z.union([z.string().max(512), z.number(), z.boolean(), z.array(z.string().max(512)).max(50)]);

/** What a product tells of a member. */
export const MemberProfile = z
  .strictObject({
    timezone: TimeZone.optional(),
    locale: z.string().max(35).optional(),
    region: z.string().max(32).optional(),
    attributes: z
      .record(z.string().max(128), AttributeValue)
      .refine(
        (attributes) => Object.keys(attributes).length <= MOST_ATTRIBUTES,
        `must not be more than ${MOST_ATTRIBUTES}`,
      )
      .optional(),
    email: z.email().max(254).optional(),
    phone: z
      .string()
      .regex(/^\+[1-9]\d{6,14}$/, 'must be an E.164 number such as +15551234567')
      .optional(),
    slack: z.url().max(500).optional().openapi({
      description: 'an incoming webhook of Slack, or of whoever speaks as it does: where the member reads',
    }),
    createdAt: Instant.optional(),
  })
  .openapi('MemberProfile');
export type MemberProfile = z.infer<typeof MemberProfile>;

/** A line of the bulk `PUT /v1/members`. */
export const MemberLine = z.strictObject({ ...MemberProfile.shape, id: Identifier }).openapi('MemberLine');
export type MemberLine = z.infer<typeof MemberLine>;

/** `GET /v1/members/{id}`. */
export const MemberView = z
  .strictObject({
    ...MemberProfile.shape,
    id: Identifier,
    devices: z.number().int(),
    unseen: z.number().int(),
    unread: z.number().int(),
    kept: Kept,
  })
  .openapi('MemberView');
export type MemberView = z.infer<typeof MemberView>;
