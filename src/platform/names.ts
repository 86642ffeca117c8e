/** Names of objects: tenant first, so nothing crosses tenants; built and parsed here and nowhere else. */

/**
 * Joins parts with `/`. Only the separator and the escape are escaped: the platform tells an object its name only up
 * to 1,024 bytes, and an id of 128 characters is up to 512 of them as it stands, but 1,536 percent-encoded.
 */
export function objectName(...parts: readonly (string | number)[]): string {
  return parts.map((part) => String(part).replaceAll('%', '%25').replaceAll('/', '%2F')).join('/');
}

/** The parts of a name made by `objectName`. */
export function parseName(name: string): string[] {
  return name.split('/').map((part) => part.replaceAll('%2F', '/').replaceAll('%25', '%'));
}

/** Bytes of a tenant's name that leave room for the longest other ids in the names of its objects. */
export const MOST_TENANT_BYTES = 384;
