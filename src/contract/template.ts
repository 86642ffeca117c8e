import { z } from '@hono/zod-openapi';
import { Identifier } from './identifier.ts';

/** What a partial goes by in `{% render "name" %}`: it never looks like a path. */
export const TemplateName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, 'must be up to 64 lower-case letters, digits, `_` and `-`, a letter first')
  .openapi({ example: 'footer' });

/** A text that the texts of types use by its name, by `PUT /v1/templates/{name}`. */
export const TemplateDefinition = z
  .strictObject({
    source: z.string().min(1).max(20_000).openapi({
      description: 'Liquid; a layout has `{% block name %}…{% endblock %}`, which `{% layout "…" %}` fills',
      example: 'Sent by {{type}}',
    }),
  })
  .openapi('TemplateDefinition');
export type TemplateDefinition = z.infer<typeof TemplateDefinition>;

/** The stored version of a partial. */
export const StoredTemplate = z
  .strictObject({ ...TemplateDefinition.shape, name: Identifier, version: z.number().int(), updatedAt: z.string() })
  .openapi('StoredTemplate');
export type StoredTemplate = z.infer<typeof StoredTemplate>;

/** The newest version of each partial of a tenant, by name. */
export type Partials = Readonly<Record<string, string>>;

/** Partials that a tenant can have. */
export const MOST_TEMPLATES = 100;
