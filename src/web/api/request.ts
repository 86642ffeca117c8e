import type { Problem } from '../../contract/problem.ts';

/** What a call gives: its value, or the problem in words. A call never throws for an answer it does not like. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly problem: Problem };

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  readonly bearer?: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
}

/** ms after which a call is given up. */
const TIMEOUT = 20_000;

/**
 * One call of the HTTP contract. Refusals come back as the server's problem details (RFC 9457); a network that fails
 * and an answer that is not JSON come back as problems of the same form, with status 0 or the server's.
 */
export async function request<Value>(base: string, path: string, call: Call = {}): Promise<Answer<Value>> {
  const url = new URL(path, base || location.origin);
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const headers = new Headers({ accept: 'application/json' });
  if (call.bearer !== undefined) headers.set('authorization', `Bearer ${call.bearer}`);
  if (call.body !== undefined) headers.set('content-type', 'application/json');
  try {
    const response = await fetch(url, {
      method: call.method ?? 'GET',
      headers,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(TIMEOUT),
    });
    return await read<Value>(response);
  } catch {
    return refused('unreachable', 'Tower cannot be reached', 0, 'Check the connection and try again.');
  }
}

/** A problem in the words of this page, for what no server said. */
export function refused(
  name: string,
  title: string,
  status: number,
  detail: string,
): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem: { type: `urn:tower:problem:${name}`, title, status, detail } };
}

async function read<Value>(response: Response): Promise<Answer<Value>> {
  const text = await response.text();
  const body = parse(text);
  if (response.ok) {
    if (body === undefined && text !== '') {
      return refused('unreadable', 'The answer could not be read', response.status, 'It is not JSON.');
    }
    return { ok: true, value: body as Value };
  }
  if (isProblem(body)) return { ok: false, problem: body };
  return refused('unexpected', 'The server refused', response.status, `It answered with status ${response.status}.`);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'status' in body && 'detail' in body;
}
