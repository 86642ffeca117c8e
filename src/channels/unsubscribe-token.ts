import { readToken, signToken } from './signed-token.ts';

/** What a message was about and by which channel it went: what its unsubscribe link ends, and whose settings it opens. */
export interface Unsubscribable {
  readonly tenant: string;
  readonly member: string;
  readonly type: string;
  readonly channel: string;
}

/**
 * The token of the link `/v1/unsubscribe/{token}` of a message. It is the same for the same four, whenever it is made,
 * so that a message that is tried again is the same message.
 */
export function unsubscribeToken({ tenant, member, type, channel }: Unsubscribable, secret: string): string {
  return signToken('unsubscribe', [tenant, member, type, channel], NO_END, secret);
}

/** What a link is about; undefined when it is forged, cut or for something else. `previous` is the secret before. */
export function readUnsubscribeToken(token: string, secret: string, previous?: string): Unsubscribable | undefined {
  const read = readToken('unsubscribe', token, secret, 0);
  if (!read) return previous ? readUnsubscribeToken(token, previous) : undefined;
  const [tenant = '', member = '', type = '', channel = ''] = read.claims;
  return { tenant, member, type, channel };
}

/** Mails are kept for ever and their links must go on working (RFC 8058, CAN-SPAM): only another secret ends them. */
const NO_END = Date.UTC(9999, 0, 1);
