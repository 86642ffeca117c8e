import { z } from '@hono/zod-openapi';
import { EventData } from './event.ts';
import { Instant } from './identifier.ts';
import { Locale } from './locale.ts';
import { TypeDefinition } from './notification-type.ts';
import { TimeZone } from './preferences.ts';

const Sample = z.strictObject({
  actor: EventData.shape.actor,
  item: EventData.shape.item,
  payload: EventData.shape.payload,
});

/** Body of `POST /v1/types/{name}/preview`: an event as a sample, and who would read it. */
export const PreviewBody = z
  .strictObject({
    definition: TypeDefinition.optional().openapi({ description: 'instead of the one that is registered' }),
    data: Sample.default({}),
    time: Instant.optional().openapi({ description: 'when it happens; now' }),
    count: z
      .number()
      .int()
      .min(2)
      .max(1_000_000)
      .default(3)
      .openapi({ description: 'actors of a group, items of a digest' }),
    locale: Locale.optional().openapi({ description: 'of a reader, such as `de-AT`, for numbers and dates' }),
    timezone: TimeZone.default('UTC'),
  })
  .openapi('PreviewBody');
export type PreviewBody = z.infer<typeof PreviewBody>;

const GroupText = z.object({ title: z.string(), body: z.string() });

/** What members would read, in one of the languages that a type has. */
export const PreviewTexts = z
  .object({
    locale: z.string(),
    title: z.string(),
    body: z.string(),
    url: z.string(),
    icon: z.string().optional(),
    image: z.string().optional(),
    actions: z.array(z.object({ id: z.string(), title: z.string(), url: z.string() })).optional(),
    email: z
      .object({
        subject: z.string().optional(),
        preview: z.string().optional(),
        html: z.string().optional().openapi({ description: 'of the inner part' }),
        text: z.string().optional(),
      })
      .optional()
      .openapi({ description: 'of an email; made of title and body where it does not say' }),
    sms: z.string().optional(),
    many: GroupText,
    digest: GroupText.optional(),
  })
  .openapi('PreviewTexts');
export type PreviewTexts = z.infer<typeof PreviewTexts>;

/** Answer of `POST /v1/types/{name}/preview`; `reader` is the language that a member with `locale` gets. */
export const TypePreview = z.object({ items: z.array(PreviewTexts), reader: z.string() }).openapi('TypePreview');
export type TypePreview = z.infer<typeof TypePreview>;
