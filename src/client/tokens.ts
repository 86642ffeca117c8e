import { path, type Transport } from './transport.ts';

/** A member's credential for the browser. */
export interface MemberToken {
  readonly token: string;
  /** RFC 3339; at most an hour ahead. */
  readonly expiresAt: string;
}

/** Tokens with which members' browsers speak for themselves. Needs scope `members`. */
export interface Tokens {
  readonly issue: (member: string) => Promise<MemberToken>;
}

/** The tokens of the tenant whose key the transport carries. */
export function tokensOf({ send }: Transport): Tokens {
  return {
    // Two tokens do no more than one, so a lost answer is asked for again.
    issue: (member) => send({ method: 'POST', path: path`/v1/members/${member}/tokens`, repeatable: true }),
  };
}
