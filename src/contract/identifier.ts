import { z } from '@hono/zod-openapi';

/**
 * An id of the outside world (member, node, actor, item, type, tenant): 1–128 characters of printable Unicode.
 * Control characters, lone surrogates and line separators are refused, so every id survives URLs, logs and headers.
 */
export const Identifier = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,128}$/u, 'must be 1–128 printable characters without control characters')
  .openapi({
    example: 'ada',
    description: '1–128 characters of printable Unicode',
    // Patterns of JSON Schema have no flags; they are read as with `u`.
    pattern: '^[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]{1,128}$',
  });

/** An instant on the wire: RFC 3339 with a zone. */
export const Instant = z.iso
  .datetime({ offset: true, message: 'must be an RFC 3339 time with a zone, such as 2026-11-21T09:30:00Z' })
  .openapi({ example: '2026-11-21T09:30:00Z' });

/** Milliseconds since the epoch of an `Instant` that has already been validated. */
export function toMillis(instant: string): number {
  return Date.parse(instant);
}

/** The `Instant` of milliseconds since the epoch, in UTC. */
export function toInstant(millis: number): string {
  return new Date(millis).toISOString();
}

/** A length of time on the wire: whole seconds. */
export const Seconds = z.number().int().min(1).max(31_536_000);
