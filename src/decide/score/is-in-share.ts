import { jitter } from '../timing/jitter.ts';

const RANGE = 2 ** 32;

/**
 * Whether what goes by a name belongs to a share (0..1) of all that is: always the same answer, and whoever is in a
 * smaller share is in every larger one.
 */
export function isInShare(name: string, share: number): boolean {
  return jitter(name, RANGE) < share * RANGE;
}
