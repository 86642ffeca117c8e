import { type Asked, ask } from '../ask.ts';
import type { Surroundings } from '../surroundings.ts';
import { signatureHeaders } from './sign.ts';

/** A message for a server of the tenant's own. */
export interface SignedPost {
  readonly url: string;
  /** The same for every try. */
  readonly id: string;
  /** Sent as JSON. */
  readonly message: unknown;
  /** What it is signed with, one or two. */
  readonly secrets: readonly string[];
}

/** Characters of an answer that are looked at: why it was refused stands at its start. */
const MOST_OF_AN_ANSWER = 1_024;

/** Posts a signed message, only to hosts that the tenant's `providerHosts` name. Never throws. */
export async function postSigned({ url, id, message, secrets }: SignedPost, around: Surroundings): Promise<Asked> {
  const body = JSON.stringify(message);
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Tower',
    ...signatureHeaders({ id, at: around.now, body }, secrets),
  };
  const asked = await ask(url, { method: 'POST', headers, body }, [], around);
  return asked.kind === 'answer' ? { ...asked, body: asked.body.slice(0, MOST_OF_AN_ANSWER) } : asked;
}
