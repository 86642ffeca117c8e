/** Features by name. */
export type Values = Readonly<Record<string, number>>;

/** What features can be, by name: the least and the most. */
export type Ranges = Readonly<Record<string, readonly [least: number, most: number]>>;

/** The value of a feature; undefined when it is missing or no number. It may be called like something every object has. */
export function numberOf(values: Values, name: string): number | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return Number.isNaN(value) ? undefined : value;
}

/**
 * What a feature can be when it is known only by `values`: exactly that, else anything of its range, else anything at
 * all. What it counts as while it is missing is in it, when that is a number.
 */
export function rangeOf(
  name: string,
  values: Values,
  ranges: Ranges,
  missing: number | undefined,
): readonly [least: number, most: number] {
  const value = numberOf(values, name);
  if (value !== undefined) return [value, value];
  const range = Object.hasOwn(ranges, name) ? ranges[name] : undefined;
  if (!range) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const [least, most] = range;
  return missing === undefined ? range : [Math.min(least, missing), Math.max(most, missing)];
}
