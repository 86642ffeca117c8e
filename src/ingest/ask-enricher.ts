import { EnricherAnswer } from '../contract/enricher.ts';
import type { CloudEvent } from '../contract/event.ts';
import type { Answered } from './enricher-cache.ts';

/** What an enricher said, or why that is nothing: a word that names no address and repeats nothing of it. */
export type EnricherReply =
  | { readonly ok: true; readonly features: Answered }
  | { readonly ok: false; readonly reason: string };

/** `fetch`, as far as enrichers use it. */
export type EnricherFetch = (url: string, init: RequestInit) => Promise<Response>;

/** Bytes of an answer. */
const MOST_BYTES = 16 * 1_024;

/**
 * Posts an event to an enricher and reads its numbers. One try within `timeout` ms, from the question to the end of
 * the answer. Never follows a redirect, never throws and never logs.
 */
export async function askEnricher(
  url: string,
  { id, source, type, data }: CloudEvent,
  timeout: number,
  fetcher: EnricherFetch = fetch,
): Promise<EnricherReply> {
  const signal = AbortSignal.timeout(timeout);
  try {
    const response = await fetcher(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ event: { id, source, type, data } }),
      redirect: 'manual',
      signal,
    });
    if (!response.ok) {
      response.body?.cancel().catch(() => undefined);
      return failure(isRedirect(response) ? 'redirect' : `http-${response.status}`);
    }
    const text = await readText(response);
    return text === undefined ? failure('too-large') : read(text);
  } catch {
    // The runtime's own words may name the address.
    return failure(signal.aborted ? 'time-out' : 'network-error');
  }
}

function isRedirect({ status, type }: Response): boolean {
  return (status >= 300 && status < 400) || String(type) === 'opaqueredirect';
}

/** The body as text; undefined when it is too large, without reading the rest. */
async function readText(response: Response): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function read(text: string): EnricherReply {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failure('not-json');
  }
  const answer = EnricherAnswer.safeParse(value);
  return answer.success ? { ok: true, features: answer.data.features } : failure('no-features');
}

function failure(reason: string): EnricherReply {
  return { ok: false, reason };
}
