import { z } from '@hono/zod-openapi';
import { toInstant } from '../../contract/identifier.ts';
import type { App } from '../context.ts';
import { addRoute } from '../describe.ts';
import { newMemberToken } from '../member-token.ts';
import { readId } from '../parameters.ts';

export function addTokenRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/members/{id}/tokens',
    {
      summary: "A token for a member's browser, good for an hour",
      tags: ['Members'],
      security: { scope: 'members' },
      answer: {
        status: 201,
        schema: z.object({ token: z.string(), expiresAt: z.string() }),
        description: 'An ES256 JWT: `sub` the member, `aud` the tenant',
      },
    },
    async (context) => {
      const { tenant } = context.var.caller;
      const { token, expiresAt } = await newMemberToken(context.env, tenant, readId(context, 'id'), Date.now());
      return context.json({ token, expiresAt: toInstant(expiresAt) }, 201);
    },
  );
}
