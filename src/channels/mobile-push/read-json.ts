import type { z } from '@hono/zod-openapi';

/** What an API said, by the shape it says it in; undefined when it is not JSON, cut off, or of another shape. */
export function readJson<Schema extends z.ZodType>(schema: Schema, text: string): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
