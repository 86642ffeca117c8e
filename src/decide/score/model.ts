import type { ModelDefinition } from '../../contract/model.ts';
import { logistic } from './logistic.ts';
import { trees } from './trees.ts';
import type { Ranges, Values } from './values.ts';

/** A model of a member's response. */
export interface Model {
  /** Names of the features that it uses, each once. */
  readonly features: readonly string[];
  /** Those of them that `open` uses. */
  readonly openFeatures: readonly string[];
  /** Those of the event whose product with one of the member `open` uses: what the member's part depends on beside the member. */
  readonly crossed: readonly string[];
  /** 0..1: that the member opens it. */
  open(values: Values): number;
  /** 0..1: that it makes them turn the type off; undefined when the model does not tell. */
  disable(values: Values): number | undefined;
  /**
   * 0..1: the most that `open` can be for these values together with any of the missing features, each within its range
   * when it has one, or still missing. It may be more than is ever reached, never less. Finite values only.
   */
  most(values: Values, ranges?: Ranges): number;
  /**
   * The part of the log-odds of `open` that is known before anybody is asked, by the event's values: the log-odds of
   * anybody are at most this and their `bound` together. Infinite when nothing can be told.
   */
  known(values: Values): number;
  /**
   * The most that the member's part can be, log-odds: by the event's values, exact ones of the member, and the ranges of
   * others; what of the member has neither may be anything. It may be more than is ever reached, never less.
   */
  bound(values: Values, ranges: Ranges): number;
}

/** A definition, and what it is known by: the same in every isolate and after every call between objects. */
type Known = ModelDefinition & { readonly digest?: string };

/** Models that an isolate keeps compiled. */
const KEPT = 200;

const byDigest = new Map<string, Model>();
const byIdentity = new WeakMap<ModelDefinition, Model>();

/**
 * The model of a definition, compiled once an isolate for all candidates that carry it: by its digest, since every call
 * copies it. A new kind of model is a new case here.
 */
export function modelOf(definition: Known): Model {
  const { digest } = definition;
  const known = digest === undefined ? byIdentity.get(definition) : byDigest.get(digest);
  if (known) return known;
  const model = compile(definition);
  if (digest === undefined) byIdentity.set(definition, model);
  else {
    byDigest.set(digest, model);
    const [oldest] = byDigest.keys();
    if (byDigest.size > KEPT && oldest !== undefined) byDigest.delete(oldest);
  }
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
