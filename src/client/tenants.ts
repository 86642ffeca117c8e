import type { z } from 'zod';
import type { TenantBody, TenantReceipt } from '../contract/tenant.ts';
import { path, type Transport } from './transport.ts';

/** Tenants. */
export interface Tenants {
  /** Makes or changes a tenant; needs the root key, and answers a fresh admin key each time. */
  readonly put: (tenant: string, body?: z.input<typeof TenantBody>) => Promise<z.infer<typeof TenantReceipt>>;
  /** Public key with which browsers subscribe (RFC 8292); needs no key. */
  readonly vapid: (tenant: string) => Promise<{ readonly publicKey: string }>;
}

/** The tenants of the Tower behind a transport. */
export function tenantsOf({ send }: Transport): Tenants {
  return {
    put: (tenant, body = {}) => send({ method: 'PUT', path: path`/v1/tenants/${tenant}`, body }),
    vapid: (tenant) => send({ method: 'GET', path: path`/v1/tenants/${tenant}/vapid` }),
  };
}
