import type { z } from 'zod';
import type { StoredTemplate, TemplateDefinition } from '../contract/template.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Partials that texts of types use: register, read, list, remove. Needs an admin key. */
export interface Templates {
  /** Stores the partial as its next version; the same source again keeps its version. */
  readonly put: (name: string, definition: z.input<typeof TemplateDefinition>) => Promise<StoredTemplate>;
  readonly get: (name: string) => Promise<StoredTemplate>;
  /** Newest first. */
  readonly versions: (name: string) => Promise<readonly StoredTemplate[]>;
  /** Fails with 409 while a type or a partial uses it. */
  readonly remove: (name: string) => Promise<void>;
  readonly page: (options?: PageOptions) => Promise<Page<StoredTemplate>>;
  readonly all: () => AsyncIterable<StoredTemplate>;
}

/** The partials of the tenant whose key the transport carries. */
export function templatesOf({ send }: Transport): Templates {
  const page = (options: PageOptions = {}) =>
    send<Page<StoredTemplate>>({ method: 'GET', path: '/v1/templates', query: { ...options } });
  return {
    put: (name, definition) => send({ method: 'PUT', path: path`/v1/templates/${name}`, body: definition }),
    get: (name) => send({ method: 'GET', path: path`/v1/templates/${name}` }),
    versions: async (name) =>
      (await send<Page<StoredTemplate>>({ method: 'GET', path: path`/v1/templates/${name}/versions` })).items,
    remove: (name) => send({ method: 'DELETE', path: path`/v1/templates/${name}` }),
    page,
    all: () => everyItem((cursor) => page({ cursor })),
  };
}
