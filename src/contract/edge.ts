import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

const kind = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be a word such as follow or connection');

/** `from` wants to hear of `to`. */
export const Edge = z
  .strictObject({
    from: Identifier,
    to: Identifier,
    kind: kind.default('follow'),
    strength: z.number().min(0).max(1).default(1),
  })
  .openapi('Edge');
export type Edge = z.infer<typeof Edge>;

/** The edge to take away. */
export const EdgeKey = z
  .strictObject({ from: Identifier, to: Identifier, kind: kind.default('follow'), strength: z.number().optional() })
  .openapi('EdgeKey');
export type EdgeKey = z.infer<typeof EdgeKey>;

/** `GET /v1/nodes/{node}/audience`. */
export const AudienceSize = z
  .object({
    size: z.number().int().openapi({ description: 'edges to the node: a member with edges of two kinds counts twice' }),
    shards: z.number().int(),
  })
  .openapi('AudienceSize');
export type AudienceSize = z.infer<typeof AudienceSize>;
