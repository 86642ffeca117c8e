import type { ModelDefinition } from '../../contract/model.ts';
import { logistic } from './logistic.ts';
import { trees } from './trees.ts';
import type { Ranges, Values } from './values.ts';

/** A model of a member's response. */
export interface Model {
  /** Names of the features that it uses, each once. */
  readonly features: readonly string[];
  /** 0..1: that the member opens it. */
  open(values: Values): number;
  /** 0..1: that it makes them turn the type off; undefined when the model does not tell. */
  disable(values: Values): number | undefined;
  /**
   * 0..1: the most that `open` can be for these values together with any of the missing features, each within its range
   * when it has one, or still missing. It may be more than is ever reached, never less. Finite values only.
   */
  most(values: Values, ranges?: Ranges): number;
}

const compiled = new WeakMap<ModelDefinition, Model>();

/** The model of a definition, compiled once for all candidates that carry it. A new kind of model is a new case here. */
export function modelOf(definition: ModelDefinition): Model {
  const known = compiled.get(definition);
  if (known) return known;
  const model = compile(definition);
  compiled.set(definition, model);
  return model;
}

function compile(definition: ModelDefinition): Model {
  switch (definition.kind) {
    case 'logistic':
      return logistic(definition);
    case 'trees':
      return trees(definition);
  }
}
