import { createMiddleware } from 'hono/factory';
import { readUnsubscribeToken } from '../channels/unsubscribe-token.ts';
import type { Scope } from '../contract/tenant.ts';
import { sha256Hex } from '../platform/hash.ts';
import { canKeep } from '../platform/placement.ts';
import { stubs } from '../platform/stubs.ts';
import { authorizationOf } from '../registry/registry.ts';
import { tenantOfKey } from './api-key.ts';
import type { Bindings, Caller, Ctx } from './context.ts';
import { demoCaller } from './demo-key.ts';
import { Refused } from './failure.ts';
import { readMemberToken } from './member-token.ts';
import { isSame } from './secret.ts';

/** Lets in a producer whose key has a scope. */
export function producer(scope: Scope) {
  return createMiddleware<Bindings>(async (context, next) => {
    const caller = await producerOf(context, bearerOf(context));
    const scopes = caller.producer?.scopes ?? [];
    if (!scopes.includes(scope) && !scopes.includes('admin')) {
      throw new Refused({ kind: 'forbidden', detail: `It needs the scope \`${scope}\`` });
    }
    context.set('caller', caller);
    await next();
  });
}

/** Lets in a member by their token. A WebSocket of a browser cannot send headers, so there it may be in the query. */
export const member = createMiddleware<Bindings>(async (context, next) => {
  const isUpgrade = context.req.header('Upgrade')?.toLowerCase() === 'websocket';
  const inQuery = isUpgrade ? context.req.query('token') : undefined;
  const token = await readMemberToken(context.env, inQuery ?? bearerOf(context));
  if (!token) throw new Refused({ kind: 'unauthorized', detail: 'The member token is not valid or has expired' });
  context.set('caller', token);
  await next();
});

/** Lets in the operator of the whole deployment. */
export const root = createMiddleware<Bindings>(async (context, next) => {
  if (!isSame(bearerOf(context), context.env.TOWER_ROOT_KEY)) {
    throw new Refused({ kind: 'unauthorized', detail: 'It needs the root key' });
  }
  await next();
});

/** Lets anybody in, so many times a minute from one address. */
export const anybody = createMiddleware<Bindings>(async (context, next) => {
  await limit(context, addressOf(context));
  await next();
});

/**
 * Lets in whoever has a link of ours, so many times a minute with that link: a mail provider clicks for all of its users
 * from a few addresses. Whoever has none counts by their address, and is told by the route that there is no such link.
 */
export const linked = createMiddleware<Bindings>(async (context, next) => {
  const { TOWER_TOKEN_KEY, TOWER_TOKEN_PREVIOUS_KEY } = context.env;
  const token = context.req.param('token') ?? '';
  const isOurs = readUnsubscribeToken(token, TOWER_TOKEN_KEY, TOWER_TOKEN_PREVIOUS_KEY) !== undefined;
  await limit(context, isOurs ? `link ${sha256Hex(token)}` : addressOf(context));
  await next();
});

function addressOf(context: Ctx): string {
  return context.req.header('CF-Connecting-IP') ?? 'local';
}

async function limit(context: Ctx, key: string): Promise<void> {
  const { success } = await context.env.PUBLIC_LIMIT.limit({ key });
  if (!success) throw new Refused({ kind: 'over-quota', retryAfterMillis: 60_000 });
}

async function producerOf(context: Ctx, key: string): Promise<Caller> {
  const now = Date.now();
  const demo = await demoCaller(context.env, key, now);
  if (demo) return demo;
  const tenant = tenantOfKey(key);
  const isHere = tenant !== undefined && canKeep(context.env, tenant);
  const found = !isHere ? undefined : await authorizationOf(stubs(context.env, tenant), tenant, key, now);
  if (tenant === undefined || !found) throw new Refused({ kind: 'unauthorized', detail: 'The key is not known' });
  return { tenant, producer: found };
}

function bearerOf(context: Ctx): string {
  const [scheme, credential] = (context.req.header('Authorization') ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !credential) {
    throw new Refused({ kind: 'unauthorized', detail: 'Send `Authorization: Bearer <key or token>`' });
  }
  return credential;
}
