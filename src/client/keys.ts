import type { z } from 'zod';
import type { KeyBody, KeyView } from '../contract/tenant.ts';
import { everyItem, type Page } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Producer keys: make, list, revoke. Needs an admin key. */
export interface Keys {
  /** Makes a key with these scopes; the answer is the only time it is shown. */
  readonly add: (body: z.input<typeof KeyBody>) => Promise<{ readonly id: string; readonly key: string }>;
  readonly all: () => AsyncIterable<KeyView>;
  readonly revoke: (id: string) => Promise<void>;
}

/** The keys of the tenant whose key the transport carries. */
export function keysOf({ send }: Transport): Keys {
  const page = (cursor: string | undefined) =>
    send<Page<KeyView>>({ method: 'GET', path: '/v1/keys', query: { cursor } });
  return {
    add: (body) => send({ method: 'POST', path: '/v1/keys', body }),
    all: () => everyItem(page),
    revoke: (id) => send({ method: 'DELETE', path: path`/v1/keys/${id}` }),
  };
}
