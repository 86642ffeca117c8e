import { z } from '@hono/zod-openapi';
import { Feature, MOST_FEATURES } from './feature.ts';

/**
 * Boosted trees as they are stored, travel and are scored: `p = 1 / (1 + exp(-(base + Σ leaf)))`, a leaf of each tree.
 *
 * The nodes of one tree follow those of the other, each tree in preorder: a split, then all that is below its left, then
 * all that is below its right; so no node has to name its children. Packed, because it travels with every candidate:
 * 8 bytes of text a node, and a member copies two strings instead of thousands of numbers.
 */
export const Trees = z
  .strictObject({
    base: z.number().openapi({ description: 'log-odds before any tree' }),
    features: z.array(Feature).max(MOST_FEATURES).openapi({ description: 'that are used' }),
    splits: z.string().openapi({
      description:
        'base64 of int16, little-endian, one a node: -1 for a leaf; of a split twice the index of its feature, and 1 ' +
        'more when a missing value goes left',
    }),
    values: z.string().openapi({
      description:
        'base64 of float32, little-endian, one a node: what a leaf adds; of a split, below what a value goes left',
    }),
  })
  .openapi('Trees');
export type Trees = z.infer<typeof Trees>;

/** What `splits` of a leaf is. */
export const LEAF = -1;

/** The nodes of trees, unpacked. */
export interface TreeNodes {
  readonly splits: Int16Array;
  readonly values: Float32Array;
}

export function packNodes({ splits, values }: TreeNodes): Pick<Trees, 'splits' | 'values'> {
  return { splits: base64Of(splits), values: base64Of(values) };
}

export function unpackNodes({ splits, values }: Pick<Trees, 'splits' | 'values'>): TreeNodes {
  return { splits: new Int16Array(bytesOf(splits)), values: new Float32Array(bytesOf(values)) };
}

/** Typed arrays have the order of the machine: little-endian on all that this runs on. */
function base64Of({ buffer, byteOffset, byteLength }: Int16Array | Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** Copied, because a buffer of a pool does not begin where a typed array may. */
function bytesOf(base64: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(base64, 'base64')).buffer;
}
