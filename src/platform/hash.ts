import { hash } from 'node:crypto';

/** The 32-bit hash that places a member: audiences of all nodes and the census split the same hash. */
export function memberHash(member: string): number {
  return sha256(member).readUInt32BE(0);
}

/** SHA-256 as lower-case hex: keys at rest, digests of content. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** SHA-256 of a text in UTF-8. */
export function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
