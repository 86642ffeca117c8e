import type { IncomingHttpHeaders } from 'node:http';
import type { Outbox } from './outbox.ts';
import type { PhoneKeys } from './phone-keys.ts';

/** What is handed in at a counter of the post office. */
export interface Handed {
  /** The path, without query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly outbox: Outbox;
  readonly keys: PhoneKeys;
}

/** What whoever handed it in is told. */
export interface Reply {
  readonly status: number;
  /** As JSON; a text as it is. */
  readonly body?: unknown;
  /** What is left to do when the answer has gone out. */
  readonly after?: () => Promise<void>;
}

/** The JSON object of a body; undefined when it is none. */
export function objectOf(body: Buffer): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
