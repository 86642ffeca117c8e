import { z } from '@hono/zod-openapi';

/** Body of `POST /v1/providers/{name}/test`. */
export const ProviderTest = z
  .strictObject({
    to: z.string().min(1).max(4_096).openapi({
      description: 'an email address, a phone number, a token of an app, or the id of a member for a webhook',
    }),
  })
  .openapi('ProviderTest');
export type ProviderTest = z.infer<typeof ProviderTest>;

/** Its answer: what the provider said to a message that was sent a moment ago. */
export const ProviderTestResult = z
  .object({
    outcome: z.enum(['sent', 'gone', 'later', 'refused']).openapi({
      description: '`gone`: that address takes nothing; `later`: it failed for now; `refused`: it would fail again',
    }),
    reason: z.string().optional(),
    reference: z.string().optional().openapi({ description: 'what the provider calls it' }),
  })
  .openapi('ProviderTestResult');
export type ProviderTestResult = z.infer<typeof ProviderTestResult>;
