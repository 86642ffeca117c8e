/**
 * Makes a thing when it is first asked for and keeps it: each object prepares a query once, and only the ones it uses
 * (unprepared, building the text costs ten times the query).
 */
export function lazily<Thing>(make: () => Thing): () => Thing {
  let made: { readonly thing: Thing } | undefined;
  return () => {
    made ??= { thing: make() };
    return made.thing;
  };
}
