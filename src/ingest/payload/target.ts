import { isObject, type Schema } from './keywords.ts';

/** The schema that a `$ref` leads to, `#` or `#/$defs/NAME`; undefined when there is none. */
export function targetOf(root: Schema, ref: string): Schema | undefined {
  if (ref === '#') return root;
  const definitions = isObject(root) ? root.$defs : undefined;
  const name = nameOf(ref);
  if (name === undefined || !isObject(definitions) || !Object.hasOwn(definitions, name)) return undefined;
  const target = definitions[name];
  return typeof target === 'boolean' || isObject(target) ? target : undefined;
}

/** The last part of a JSON pointer (RFC 6901), in a fragment; undefined when its escapes are none. */
function nameOf(ref: string): string | undefined {
  try {
    return decodeURIComponent(ref.slice('#/$defs/'.length)).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}
