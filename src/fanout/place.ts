import type { AudienceCursor } from '../contract/queue-message.ts';

/** Which of two places of an audience comes first, as its objects sort them: by hash, then by the bytes of the member. */
export function comparePlaces(one: AudienceCursor, other: AudienceCursor): number {
  if (one.hash !== other.hash) return one.hash - other.hash;
  return one.member === other.member ? 0 : Buffer.compare(Buffer.from(one.member), Buffer.from(other.member));
}
