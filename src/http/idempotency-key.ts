import { Refused } from './failure.ts';

/** The `Idempotency-Key` of a request: quoted (as its draft standard says) or not; undefined without one. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = header.trim().replace(/^"(.*)"$/, '$1');
  if (/^[\x21-\x7e][\x20-\x7e]{0,254}$/.test(key)) return key;
  const message = 'must be 1–255 printable ASCII characters';
  throw new Refused({ kind: 'invalid', errors: [{ path: 'Idempotency-Key', message }] });
}
