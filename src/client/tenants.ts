import type { z } from 'zod';
import type { KeyBody, KeyView, TenantBody, TenantReceipt } from '../contract/tenant.ts';
import { path, type Transport } from './transport.ts';

/** Tenants and their keys. */
export interface Tenants {
  /** Makes or changes a tenant; needs the root key, and answers a fresh admin key each time. */
  readonly put: (tenant: string, body?: z.input<typeof TenantBody>) => Promise<z.infer<typeof TenantReceipt>>;
  /** Makes a producer key with these scopes; needs an admin key. The answer is the only time it is shown. */
  readonly addKey: (body: z.infer<typeof KeyBody>) => Promise<KeyView & { readonly key: string }>;
  /** Public key with which browsers subscribe (RFC 8292); needs no key. */
  readonly vapid: (tenant: string) => Promise<{ readonly publicKey: string }>;
}

/** The tenants of the Tower behind a transport. */
export function tenantsOf({ send }: Transport): Tenants {
  return {
    put: (tenant, body = {}) => send({ method: 'PUT', path: path`/v1/tenants/${tenant}`, body }),
    addKey: (body) => send({ method: 'POST', path: '/v1/keys', body }),
    vapid: (tenant) => send({ method: 'GET', path: path`/v1/tenants/${tenant}/vapid` }),
  };
}
