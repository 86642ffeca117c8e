import type { z } from 'zod';
import type { StoredType, TypeDefinition } from '../contract/notification-type.ts';
import type { PreviewBody, TypePreview } from '../contract/type-preview.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Notification types: register, read, list. Needs an admin key. */
export interface Types {
  /** Stores the type as its next version; the same definition again keeps its version. */
  readonly put: (name: string, definition: z.input<typeof TypeDefinition>) => Promise<StoredType>;
  readonly get: (name: string) => Promise<StoredType>;
  /** What members would read of a sample event; sends nothing. */
  readonly preview: (name: string, sample?: z.input<typeof PreviewBody>) => Promise<TypePreview>;
  /** Newest first. */
  readonly versions: (name: string) => Promise<readonly StoredType[]>;
  readonly page: (options?: PageOptions) => Promise<Page<StoredType>>;
  readonly all: () => AsyncIterable<StoredType>;
}

/** The types of the tenant whose key the transport carries. */
export function typesOf({ send }: Transport): Types {
  const page = (options: PageOptions = {}) =>
    send<Page<StoredType>>({ method: 'GET', path: '/v1/types', query: { ...options } });
  return {
    put: (name, definition) => send({ method: 'PUT', path: path`/v1/types/${name}`, body: definition }),
    get: (name) => send({ method: 'GET', path: path`/v1/types/${name}` }),
    preview: (name, sample = {}) => send({ method: 'POST', path: path`/v1/types/${name}/preview`, body: sample }),
    versions: async (name) =>
      (await send<Page<StoredType>>({ method: 'GET', path: path`/v1/types/${name}/versions` })).items,
    page,
    all: () => everyItem((cursor) => page({ cursor })),
  };
}
