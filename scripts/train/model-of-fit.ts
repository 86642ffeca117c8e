import type { z } from 'zod';
import type { ModelDefinition } from '../../src/contract/model.ts';
import type { Column } from './columns.ts';
import type { Fit } from './fit-logistic.ts';

type Definition = z.input<typeof ModelDefinition>;

/** What `PUT /v1/models/{name}` takes. Columns of weight 0 are left out: they would only have to be fetched. */
export function modelOfFit(
  columns: readonly Column[],
  { intercept, weights }: Fit,
  defaults: Readonly<Record<string, number>> = {},
): Definition {
  const plain: Record<string, number> = {};
  const crosses: { features: string[]; weight: number }[] = [];
  columns.forEach((column, index) => {
    const weight = weights[index] ?? 0;
    if (weight === 0) return;
    if (typeof column === 'string') plain[column] = weight;
    else crosses.push({ features: [...column], weight });
  });
  const open = { intercept, weights: plain, ...(crosses.length === 0 ? {} : { crosses }) };
  return { kind: 'logistic', open, ...(Object.keys(defaults).length === 0 ? {} : { defaults: { ...defaults } }) };
}
