import { readToken, signToken } from '../signed-token.ts';

/** What a call back is about: a provider of a tenant, or one message that an account of a tenant's has sent. */
export type CalledBack =
  | { readonly kind: 'provider'; readonly tenant: string; readonly provider: string }
  | ({ readonly kind: 'status' } & SentMessage);

/** A message, and the provider's account that it went through: the secret of that account signs what is told of it. */
export interface SentMessage {
  readonly tenant: string;
  readonly account: string;
  readonly member: string;
  readonly notification: string;
  readonly device: string;
}

/**
 * The address to enter at a provider for what it tells back. It is the same whenever it is made; another TOWER_TOKEN_KEY
 * makes another one.
 */
export function callbackUrl(origin: string, tenant: string, provider: string, tokenKey: string): string {
  return urlOf(origin, signToken('callback', [tenant, provider], NO_END, tokenKey));
}

/** The address that is told along with one message, for what becomes of it. */
export function statusUrl(
  origin: string,
  { tenant, account, member, notification, device }: SentMessage,
  tokenKey: string,
): string {
  return urlOf(origin, signToken('callback', [tenant, account, member, notification, device], NO_END, tokenKey));
}

/** What a call back is about; undefined when its token is forged, cut or for something else. */
export function readCallbackToken(token: string, tokenKey: string): CalledBack | undefined {
  const [tenant, provider, member, notification, device] = readToken('callback', token, tokenKey, 0)?.claims ?? [];
  if (!tenant || !provider) return undefined;
  if (member === undefined) return { kind: 'provider', tenant, provider };
  if (!member || !notification || !device) return undefined;
  return { kind: 'status', tenant, account: provider, member, notification, device };
}

/** The address of a call back as it was given out: what a provider signs. */
export function urlOf(origin: string, token: string): string {
  return `${origin.replace(/\/+$/, '')}/v1/callbacks/${token}`;
}

/** Nobody enters an address again because a year has passed. */
const NO_END = Date.UTC(9999, 0, 1);
