import type { z } from 'zod';
import type { WebhookDefinition, WebhookTest, WebhookView } from '../contract/webhook.ts';
import type { Page } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Servers of the tenant's own that are told what happens. Needs an admin key. */
export interface Webhooks {
  /** Makes it or changes it, and turns it on again; `secret` is in the answer when it was made. */
  readonly put: (name: string, definition: z.input<typeof WebhookDefinition>) => Promise<WebhookView>;
  readonly get: (name: string) => Promise<WebhookView>;
  readonly all: () => Promise<readonly WebhookView[]>;
  readonly remove: (name: string) => Promise<void>;
  /** A new `secret`, shown once; for 24 hours the one before signs as well. */
  readonly rotate: (name: string) => Promise<WebhookView>;
  /** Sends it a `webhook.test` and answers what it said. */
  readonly test: (name: string) => Promise<WebhookTest>;
}

/** The webhooks of the tenant whose key the transport carries. */
export function webhooksOf({ send }: Transport): Webhooks {
  return {
    put: (name, definition) => send({ method: 'PUT', path: path`/v1/webhooks/${name}`, body: definition }),
    get: (name) => send({ method: 'GET', path: path`/v1/webhooks/${name}` }),
    all: async () => (await send<Page<WebhookView>>({ method: 'GET', path: '/v1/webhooks' })).items,
    remove: (name) => send({ method: 'DELETE', path: path`/v1/webhooks/${name}` }),
    // Not repeated by itself: the secret of a lost answer would go on signing for nobody.
    rotate: (name) => send({ method: 'POST', path: path`/v1/webhooks/${name}/rotate` }),
    test: (name) => send({ method: 'POST', path: path`/v1/webhooks/${name}/test`, repeatable: true }),
  };
}
