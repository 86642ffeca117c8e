import { randomBytes } from 'node:crypto';
import { Identifier } from '../contract/identifier.ts';
import { BoundedMap } from '../platform/bounded-map.ts';
import { sha256Hex } from '../platform/hash.ts';

const KEY = /^tower_([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]{43})$/;
/** Keys that an isolate remembers having read; the oldest leaves first. */
const MOST_READ = 1_000;

const read = new BoundedMap<string, string>(MOST_READ);

/** A new key of a tenant: `tower_<tenant>.<256 random bits>`. It is shown once; only its hash is kept. */
export function newKey(tenant: string): { key: string; id: string; hash: string } {
  const key = `tower_${Buffer.from(tenant).toString('base64url')}.${randomBytes(32).toString('base64url')}`;
  return { key, id: `key_${randomBytes(9).toString('base64url')}`, hash: sha256Hex(key) };
}

/** The tenant that a key says it belongs to; whether it does is for the tenant's registry to say. */
export function tenantOfKey(key: string): string | undefined {
  const known = read.get(key);
  if (known !== undefined) return known;
  const encoded = KEY.exec(key)?.[1];
  const parsed = Identifier.safeParse(encoded && Buffer.from(encoded, 'base64url').toString());
  if (!parsed.success) return undefined;
  read.set(key, parsed.data);
  return parsed.data;
}
