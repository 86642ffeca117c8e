import { timingSafeEqual } from 'node:crypto';
import { sha256Hex } from '../platform/hash.ts';

/** Compares secrets in a time that does not tell where they differ. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [sha256Hex(one), sha256Hex(other)].map((text) => Buffer.from(text));
  return one.length > 0 && first !== undefined && second !== undefined && timingSafeEqual(first, second);
}
