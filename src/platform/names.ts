/** Names of objects: tenant first, so nothing crosses tenants; built and parsed here and nowhere else. */

/** Joins parts with `/`, each encoded so that no id can contain the separator. */
export function objectName(...parts: readonly (string | number)[]): string {
  return parts.map((part) => encodeURIComponent(part)).join('/');
}

/** The parts of a name made by `objectName`. */
export function parseName(name: string): string[] {
  return name.split('/').map(decodeURIComponent);
}
