import type { z } from 'zod';
import type { Edge } from '../../../src/contract/edge.ts';
import type { FeatureLine } from '../../../src/contract/features.ts';
import { GROUPS, type Group } from './features.ts';
import { FOLLOWS, type Past } from './past.ts';

/** Decimals that are pushed: what changes less does not make a row another one. */
const DECIMALS = 4;

/**
 * Lines for `PUT /v1/features/affinity`: every pair, member and actor of whom there is anything to say at the past's
 * moment. A feature of 0 is left out, which is what the model takes it for. `strengths` says of each pair, 0..1, which
 * stay when a member has more of them than are kept.
 */
export function* featureLines(past: Past, strengths: Float64Array): Generator<z.input<typeof FeatureLine>> {
  const { pairs, names } = past;
  for (let node = 0; node < names.size; node++) {
    const recipient = valuesOf('recipient', past, node);
    if (recipient) yield { member: names.nameOf(node), features: recipient };
    const actor = valuesOf('actor', past, node);
    if (actor) yield { actor: names.nameOf(node), features: actor };
  }
  for (let pair = 0; pair < pairs.size; pair++) {
    const features = valuesOf('edge', past, pair);
    if (features) yield { ...endsOf(past, pair), features, strength: rounded(strengths[pair] ?? 0) };
  }
}

/** Lines for `PUT /v1/edges`: every pair, so that what an actor does fans out to all who could care. */
export function* edgeLines(past: Past, strengths: Float64Array): Generator<z.input<typeof Edge>> {
  for (let pair = 0; pair < past.pairs.size; pair++) {
    const { member, actor } = endsOf(past, pair);
    const kind = past.tieOf(pair) & FOLLOWS ? 'follow' : 'affinity';
    yield { from: member, to: actor, kind, strength: rounded(strengths[pair] ?? 0) };
  }
}

/** How strong each pair is, 0..1: 0.5 when it is as likely to engage as the mean of all. */
export function strengthsOf(past: Past, probabilityOf: (pair: number) => number): Float64Array {
  const probabilities = Float64Array.from({ length: past.pairs.size }, (_, pair) => probabilityOf(pair));
  const mean = probabilities.reduce((sum, each) => sum + each, 0) / Math.max(1, probabilities.length);
  return probabilities.map((each) => each / (each + mean || 1));
}

function endsOf({ pairs, names }: Past, pair: number): { member: string; actor: string } {
  return { member: names.nameOf(pairs.memberOf(pair)), actor: names.nameOf(pairs.actorOf(pair)) };
}

function valuesOf(group: Group, past: Past, index: number): Record<string, number> | undefined {
  const values: Record<string, number> = {};
  for (const [name, read] of Object.entries(GROUPS[group])) {
    const value = rounded(read(past, index));
    if (value !== 0) values[name] = value;
  }
  return Object.keys(values).length === 0 ? undefined : values;
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}
