import { DEFAULT_RETRY, type RetryPolicy, waitBeforeRetry } from './retry.ts';
import { errorOfResponse, errorOfSilence, type TowerError } from './tower-error.ts';
import { wait } from './wait.ts';

/** What a client may be given instead of the runtime's own: all of it is for tests and unusual runtimes. */
export interface TransportOptions {
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly retry?: Partial<RetryPolicy>;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Waits, in ms; rejects when the signal is aborted. */
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  /** 0..1 */
  readonly random?: () => number;
}

/** One call of the API. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Below the base address, each id already encoded (`path` does it). */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  /** Sent as JSON, or as it is when `contentType` is given. */
  readonly body?: unknown;
  readonly contentType?: string;
  /** A POST that may be repeated without a second effect; other methods always may. */
  readonly repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Sends calls with one credential and gives their JSON; failures are `TowerError`s. */
export interface Transport {
  readonly send: <Answer>(call: Call) => Promise<Answer>;
  readonly base: string;
}

/** A transport to the Tower at `url`, with `credential` as its bearer key or token. */
export function createTransport(
  url: string,
  credential: string | undefined,
  options: TransportOptions = {},
): Transport {
  const base = url.replace(/\/+$/, '');
  // Called as a plain function: `fetch` refuses a `this` that is not the global object.
  const fetcher = options.fetch ?? ((address, init) => fetch(address, init));
  const policy: RetryPolicy = { ...DEFAULT_RETRY, ...options.retry };
  const { now = Date.now, sleep = wait, random = Math.random } = options;

  const send = async <Answer>(call: Call): Promise<Answer> => {
    const address = base + call.path + queryOf(call.query);
    const repeatable = call.repeatable ?? call.method !== 'POST';
    for (let tried = 1; ; tried++) {
      let error: TowerError;
      let pause: number | undefined;
      try {
        const response = await fetcher(address, requestOf(call, credential));
        if (response.ok) return (await readAnswer(response)) as Answer;
        const outcome = {
          kind: 'answer',
          status: response.status,
          retryAfter: response.headers.get('retry-after'),
        } as const;
        error = await errorOfResponse(response);
        pause = waitBeforeRetry(outcome, { tried, repeatable }, policy, now(), random());
      } catch (cause) {
        if (call.signal?.aborted) throw call.signal.reason;
        error = errorOfSilence(address, cause);
        pause = waitBeforeRetry({ kind: 'silence' }, { tried, repeatable }, policy, now(), random());
      }
      if (pause === undefined) throw error;
      await sleep(pause, call.signal);
    }
  };
  return { send, base };
}

/** Builds a path from a template: every value is encoded, so that an id may contain anything. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.reduce((built, part, index) => `${built}${encodeURIComponent(values[index - 1] ?? '')}${part}`);
}

function requestOf(call: Call, credential: string | undefined): RequestInit {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (credential !== undefined) headers.authorization = `Bearer ${credential}`;
  const init: RequestInit = { method: call.method, headers };
  if (call.body !== undefined) {
    headers['content-type'] = call.contentType ?? 'application/json';
    init.body = call.contentType === undefined ? JSON.stringify(call.body) : (call.body as string);
  }
  if (call.signal !== undefined) init.signal = call.signal;
  return init;
}

async function readAnswer(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? undefined : JSON.parse(text);
}

function queryOf(query: Call['query']): string {
  const entries = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, `${value}`]],
  );
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`;
}
