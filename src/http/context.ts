import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Scope, TenantSettings } from '../contract/tenant.ts';
import type { Environment } from '../platform/environment.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';

/** Who is asking, once a guard has let them in. */
export interface Caller {
  readonly tenant: string;
  /** The producer's key, when it is one. */
  readonly producer?: { readonly keyId: string; readonly scopes: readonly Scope[]; readonly settings: TenantSettings };
  /** The member, when it is one. */
  readonly member?: string;
}

export interface Bindings {
  Bindings: Environment;
  Variables: { caller: Caller };
}
export type App = OpenAPIHono<Bindings>;
export type Ctx = Context<Bindings>;

/** The objects of the caller's own tenant: there is no way to another's. */
export function objectsOf(context: Ctx): Stubs {
  return stubs(context.env, context.var.caller.tenant);
}

/** The object of the member who is asking. */
export function ownObject(context: Ctx) {
  return objectsOf(context).member(context.var.caller.member ?? '');
}
