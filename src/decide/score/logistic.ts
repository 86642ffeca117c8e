import type { ModelDefinition } from '../../contract/model.ts';
import type { Model, Values } from './model.ts';

type Definition = Extract<ModelDefinition, { readonly kind: 'logistic' }>;

/**
 * Logistic regression: `p = sigmoid(intercept + Σ weight · feature)`. A feature that is missing has its default of the
 * model, else 0. It is additive, so that what is known before a fan-out can be told from what belongs to the member.
 */
export function logistic({ open, disable, defaults }: Definition): Model {
  const opens = probability(open, defaults);
  const disables = disable && probability(disable, defaults);
  const features = [...new Set([open, ...(disable ? [disable] : [])].flatMap(({ weights }) => Object.keys(weights)))];
  return { features, open: opens, disable: (values) => disables?.(values) };
}

function probability({ intercept, weights }: Definition['open'], defaults: Values): (values: Values) => number {
  const terms = Object.entries(weights).map(([name, weight]) => ({ name, weight, missing: own(defaults, name) ?? 0 }));
  return (values) => {
    const logit = terms.reduce(
      (sum, { name, weight, missing }) => sum + weight * (own(values, name) ?? missing),
      intercept,
    );
    // Weights so large that infinities cancel say nothing: neither that it is opened nor that it is not.
    return Number.isNaN(logit) ? 0.5 : 1 / (1 + Math.exp(-logit));
  };
}

/** A feature may be called like something that every object has. */
function own(values: Values, name: string): number | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
