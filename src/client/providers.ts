import type { z } from 'zod';
import type { ProviderDefinition, ProviderView } from '../contract/provider.ts';
import type { ProviderTestResult } from '../contract/provider-test.ts';
import type { Page } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Providers that the tenant’s channels are sent through. Needs an admin key. */
export interface Providers {
  /** Secrets that are left out stay as they are, unless it leads elsewhere. */
  readonly put: (name: string, definition: z.input<typeof ProviderDefinition>) => Promise<ProviderView>;
  readonly get: (name: string) => Promise<ProviderView>;
  readonly all: () => Promise<readonly ProviderView[]>;
  readonly remove: (name: string) => Promise<void>;
  /** Sends a test message at once; resolves with what the provider said, also when it refused. */
  readonly test: (name: string, to: string) => Promise<ProviderTestResult>;
}

/** The providers of the tenant whose key the transport carries. */
export function providersOf({ send }: Transport): Providers {
  return {
    put: (name, definition) => send({ method: 'PUT', path: path`/v1/providers/${name}`, body: definition }),
    get: (name) => send({ method: 'GET', path: path`/v1/providers/${name}` }),
    all: async () => (await send<Page<ProviderView>>({ method: 'GET', path: '/v1/providers' })).items,
    remove: (name) => send({ method: 'DELETE', path: path`/v1/providers/${name}` }),
    test: (name, to) => send({ method: 'POST', path: path`/v1/providers/${name}/test`, body: { to } }),
  };
}
