import type { LiveMessage } from '../contract/timeline.ts';
import { DEFAULT_RETRY, type RetryPolicy, waitBeforeRetry } from './retry.ts';
import { errorOfSilence } from './tower-error.ts';
import { wait } from './wait.ts';

/** The part of a WebSocket that is needed; browsers, Node and Workers have it. */
export interface LiveSocket {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  close(): void;
}

/** How a live connection is opened and kept. */
export interface LiveOptions {
  readonly signal?: AbortSignal;
  /** Opens a connection; the runtime's own `WebSocket` when left out. */
  readonly connect?: (url: string) => LiveSocket;
  readonly retry?: Partial<RetryPolicy>;
  readonly sleep?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random?: () => number;
}

/**
 * Every change of a member's timeline as it happens, until the signal is aborted or the loop is left.
 *
 * A lost connection is opened again with growing waits; the server sends `counts` first on each opening, which is the
 * moment to read the timeline again. Ends with a `TowerError` when it cannot be opened so many times in a row.
 */
export async function* liveMessages(
  base: string,
  token: string,
  options: LiveOptions = {},
): AsyncGenerator<LiveMessage, void, undefined> {
  const url = `${base.replace(/^http/, 'ws')}/v1/me/live?${new URLSearchParams({ token })}`;
  const policy: RetryPolicy = { ...DEFAULT_RETRY, ...options.retry };
  const { signal, connect = openSocket, random = Math.random, sleep = wait } = options;
  let tried = 0;
  while (!signal?.aborted) {
    tried++;
    for await (const message of messagesOf(connect(url), signal)) {
      tried = 0;
      yield message;
    }
    if (signal?.aborted) return;
    const call = { tried: Math.max(1, tried), repeatable: true };
    const pause = waitBeforeRetry({ kind: 'silence' }, call, policy, 0, random());
    if (pause === undefined) throw errorOfSilence(`${base}/v1/me/live`, undefined);
    // An abort ends the wait; the loop sees it.
    await sleep(pause, signal).catch(() => undefined);
  }
}

/** The messages of one connection; ends when it does, and closes it when the reader leaves. */
async function* messagesOf(socket: LiveSocket, signal: AbortSignal | undefined): AsyncGenerator<LiveMessage> {
  const waiting: LiveMessage[] = [];
  let ended = false;
  let wake: () => void = () => undefined;
  const end = () => {
    ended = true;
    wake();
  };
  socket.addEventListener('message', ({ data }) => {
    if (typeof data !== 'string') return;
    waiting.push(JSON.parse(data) as LiveMessage);
    wake();
  });
  socket.addEventListener('close', end);
  socket.addEventListener('error', end);
  signal?.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      const message = waiting.shift();
      if (message !== undefined && !signal?.aborted) yield message;
      else if (ended) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    signal?.removeEventListener('abort', end);
    socket.close();
  }
}

function openSocket(url: string): LiveSocket {
  return new WebSocket(url);
}
