import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { ModelDefinition } from '../../src/contract/model.ts';

/** What a model was asked, and what XGBoost itself answered. */
export interface Answered {
  readonly values: Readonly<Record<string, number>>;
  readonly open: number;
  readonly disable?: number;
}

export type TrainedBody = Extract<z.input<typeof ModelDefinition>, { readonly kind: 'trees' }>;
export type TreesDefinition = Extract<ModelDefinition, { readonly kind: 'trees' }>;

/** A file of `scripts/train-test-models.py`: the body of a PUT, what is stored of it, and answers. */
export function trained(name: 'named' | 'deep' | 'pruned') {
  const file = readFileSync(join(import.meta.dirname, 'models', `${name}.jsonl`), 'utf8');
  const [first = '', ...rest] = file.trimEnd().split('\n');
  const body = JSON.parse(first) as TrainedBody;
  return { body, definition: storedOf(body), answers: rest.map((line) => JSON.parse(line) as Answered) };
}

/** What is stored of a body. */
export function storedOf(body: unknown): TreesDefinition {
  const definition = ModelDefinition.parse(body);
  if (definition.kind !== 'trees') throw new Error('Not a model of trees');
  return definition;
}
