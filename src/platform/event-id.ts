import { BASE32 } from '../contract/event-time.ts';
import { sha256 } from './hash.ts';

const EVENT_ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/**
 * Id of an event: a ULID whose 48 bits of time are the event's own and whose 80 other bits are a hash of
 * (tenant, source, event id). The same event always has the same id, so every later step is idempotent by key.
 */
export function eventId(at: number, hash: string): string {
  return encodeTime(at) + hash;
}

/**
 * The 80-bit hash of an event's identity, 16 characters of Crockford base32. CloudEvents 1.0 identifies an event by
 * source and id alone: its type is content, so that the same two under another type are found and refused.
 */
export function eventHash(tenant: string, source: string, id: string): string {
  const identity = [tenant, source, id].map((part) => `${part.length}:${part}`).join('');
  return encodeBytes(sha256(identity).subarray(0, 10));
}

/** The hash part of an id: what a retry that carries another time is found by. */
export function hashOfEventId(id: string): string {
  return id.slice(10);
}

/** Whether a text has the form of an event id. */
export function isEventId(text: string): boolean {
  return EVENT_ID.test(text);
}

/** The partition of the event log that holds the event of this hash. */
export function eventPartition(hash: string, partitions: number): number {
  const low = BASE32.indexOf(hash[15] ?? '0') + 32 * BASE32.indexOf(hash[14] ?? '0');
  return low % partitions;
}

function encodeTime(at: number): string {
  let rest = Math.max(0, Math.min(at, 2 ** 48 - 1));
  let text = '';
  for (let place = 0; place < 10; place++) {
    text = BASE32.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeBytes(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32.charAt((value >>> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return text;
}
