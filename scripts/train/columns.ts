/** What a weight of a logistic model stands before: a feature, or the product of two. */
export type Column = string | readonly [one: string, other: string];

/** The features that columns are made of, each once. */
export function featuresOf(columns: readonly Column[]): string[] {
  return [...new Set(columns.flat())];
}

/** Puts the values of columns in `into`, from the values of `names` in their order. Made once, run for every row. */
export function columnReader(
  names: readonly string[],
  columns: readonly Column[],
): (values: Float64Array, into: Float64Array) => void {
  const placeOf = (name: string): number => {
    const place = names.indexOf(name);
    if (place < 0) throw new RangeError(`There is no feature ${name}`);
    return place;
  };
  const places = columns.map((column) =>
    typeof column === 'string' ? [placeOf(column), -1] : [placeOf(column[0]), placeOf(column[1])],
  );
  const ones = Int32Array.from(places, ([one = -1]) => one);
  const others = Int32Array.from(places, ([, other = -1]) => other);
  return (values, into) => {
    for (let column = 0; column < ones.length; column++) {
      const other = others[column] ?? -1;
      into[column] = (values[ones[column] ?? 0] ?? 0) * (other < 0 ? 1 : (values[other] ?? 0));
    }
  };
}
