import type { ModelDefinition } from '../../contract/model.ts';
import { isOfMember } from '../features/feature-names.ts';
import { atMost } from './log-odds.ts';
import type { Model } from './model.ts';
import { mostProbabilityOf, probabilityOf } from './probability.ts';
import { numberOf, type Ranges, rangeOf, type Values } from './values.ts';

type Definition = Extract<ModelDefinition, { readonly kind: 'logistic' }>;
type Part = Definition['open'];

/**
 * Logistic regression: `p = sigmoid(intercept + Σ weight · feature + Σ weight · feature · feature)`. A feature that is
 * missing has its default of the model, else 0. But for its crosses it is additive, so that what is known before a
 * fan-out can be told from what belongs to the member.
 */
export function logistic({ open, disable, defaults }: Definition): Model {
  const opens = compile(open, defaults);
  const disables = disable && compile(disable, defaults);
  return {
    features: [...new Set([...opens.features, ...(disables?.features ?? [])])],
    openFeatures: opens.features,
    crossed: opens.crossed,
    open: (values) => probabilityOf(opens.logit(values)),
    disable: (values) => disables && probabilityOf(disables.logit(values)),
    most: (values, ranges = {}) => mostProbabilityOf(opens.mostLogit(values, ranges)),
    known: opens.known,
    bound: opens.bound,
  };
}

/** A weight of one feature, or of the product of several. */
interface Term {
  readonly weight: number;
  readonly factors: readonly Factor[];
}

/** A feature, and what it counts as while it is missing. */
interface Factor {
  readonly name: string;
  readonly missing: number;
}

function compile(part: Part, defaults: Values) {
  const terms = termsOf(part, defaults);
  const names = ({ factors }: Term) => factors.map(({ name }) => name);
  const ofMember = terms.filter((term) => names(term).some(isOfMember));
  const ofEvent = terms.filter((term) => !ofMember.includes(term));
  return {
    features: [...new Set(terms.flatMap(names))],
    crossed: [...new Set(ofMember.flatMap(names))].filter((name) => !isOfMember(name)),
    logit(values: Values): number {
      let sum = part.intercept;
      for (const { weight, factors } of terms) {
        let product = weight;
        for (const { name, missing } of factors) product = times(product, numberOf(values, name) ?? missing);
        sum += product;
      }
      return sum;
    },
    // The same sums and products in the same order: what is rounded here is never less than what is rounded there.
    mostLogit(values: Values, ranges: Ranges): number {
      return terms.reduce((sum, { weight, factors }) => {
        const ends = factors.reduce<readonly number[]>(
          (products, { name, missing }) => productsOf(products, rangeOf(name, values, ranges, missing)),
          [weight],
        );
        return sum + Math.max(...ends);
      }, part.intercept);
    },
    known(values: Values): number {
      let [sum, size] = [part.intercept, Math.abs(part.intercept)];
      for (const { weight, factors } of ofEvent) {
        const product = factors.reduce((product, factor) => times(product, countedAs(factor, values)), weight);
        sum += product;
        size += Math.abs(product);
      }
      return atMost(sum, size);
    },
    bound(values: Values, ranges: Ranges): number {
      let [sum, size] = [0, 0];
      for (const { weight, factors } of ofMember) {
        const ends = factors.reduce<readonly number[]>(
          (products, factor) => productsOf(products, endsOf(factor, values, ranges)),
          [weight],
        );
        sum += Math.max(...ends);
        // An end without measure is either the sum itself, or below it by as much as one likes.
        size += Math.max(0, ...ends.filter(Number.isFinite).map(Math.abs));
      }
      return atMost(sum, size);
    },
  };
}

/** What a factor counts as when all of it is known that ever will be. */
function countedAs({ name, missing }: Factor, values: Values): number {
  return numberOf(values, name) ?? missing;
}

/** The event is known before anybody is asked; of the member only what has a value is. */
function endsOf(factor: Factor, values: Values, ranges: Ranges): readonly number[] {
  if (!isOfMember(factor.name)) return [countedAs(factor, values)];
  return rangeOf(factor.name, values, ranges, factor.missing);
}

function termsOf({ weights, crosses = [] }: Part, defaults: Values): Term[] {
  const factorOf = (name: string): Factor => ({ name, missing: numberOf(defaults, name) ?? 0 });
  return [
    ...Object.entries(weights).map(([name, weight]) => ({ weight, factors: [factorOf(name)] })),
    ...crosses.map(({ features, weight }) => ({ weight, factors: features.map(factorOf) })),
  ];
}

/** A product is greatest where each factor is at an end of what it can be. */
function productsOf(some: readonly number[], others: readonly number[]): number[] {
  return some.flatMap((one) => others.map((other) => times(one, other)));
}

/** An infinity is a number beyond measure, and nothing times that is nothing. */
function times(one: number, other: number): number {
  return one === 0 || other === 0 ? 0 : one * other;
}
