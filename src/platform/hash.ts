import { createHash } from 'node:crypto';

/** The 32-bit hash that places a member: audiences of all nodes and the census split the same hash. */
export function memberHash(member: string): number {
  return createHash('sha256').update(member).digest().readUInt32BE(0);
}

/** SHA-256 as lower-case hex: keys at rest, digests of content. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
