import type { LiveMessage } from '../../contract/timeline.ts';

export type LiveState = 'connecting' | 'live' | 'offline';

export interface LiveOptions {
  readonly base: string;
  readonly token: () => string;
  readonly onMessage: (message: LiveMessage) => void;
  /** `live` is told at each opening: what changed while nobody listened has to be fetched then. */
  readonly onState: (state: LiveState) => void;
}

export interface LiveConnection {
  /** Tries now instead of at the end of the pause, if nothing is open. */
  retry(): void;
  close(): void;
}

/** ms before the first new try; doubles with each failure. */
const FIRST_PAUSE = 500;
/** ms at the most between two tries. */
const LONGEST_PAUSE = 30_000;
/** ms a connection has to hold before the pause starts small again. */
const STEADY = 5_000;

/** Keeps `GET /v1/me/live` open until closed, with growing and jittered pauses between tries. */
export function openLiveConnection({ base, token, onMessage, onState }: LiveOptions): LiveConnection {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;

  const connect = () => {
    clearTimeout(timer);
    timer = undefined;
    onState('connecting');
    const opening = new WebSocket(liveUrl(base, token()));
    let openedAt = 0;
    socket = opening;
    opening.addEventListener('open', () => {
      openedAt = performance.now();
      onState('live');
    });
    opening.addEventListener('message', (event) => {
      const message = readMessage(event.data);
      if (message && socket === opening) onMessage(message);
    });
    opening.addEventListener('close', () => {
      if (closed || socket !== opening) return;
      socket = undefined;
      failures = openedAt > 0 && performance.now() - openedAt > STEADY ? 0 : failures + 1;
      onState('offline');
      timer = setTimeout(connect, pause(failures));
    });
  };
  const retry = () => {
    if (!closed && socket === undefined) connect();
  };
  // A network that went away does not always close the socket: what it missed is fetched again on a fresh one.
  const lost = () => socket?.close();

  addEventListener('online', retry);
  addEventListener('offline', lost);
  connect();

  return {
    retry,
    close() {
      closed = true;
      clearTimeout(timer);
      removeEventListener('online', retry);
      removeEventListener('offline', lost);
      socket?.close();
    },
  };
}

function pause(failures: number): number {
  const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.max(0, failures - 1));
  // Jitter, so that the pages of a restarted server do not all come back at the same moment.
  return longest * (0.5 + Math.random() / 2);
}

function liveUrl(base: string, token: string): URL {
  const url = new URL('/v1/me/live', base || location.origin);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.searchParams.set('token', token);
  return url;
}

function readMessage(data: unknown): LiveMessage | undefined {
  try {
    const message: unknown = typeof data === 'string' ? JSON.parse(data) : undefined;
    return isLiveMessage(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

function isLiveMessage(message: unknown): message is LiveMessage {
  return typeof message === 'object' && message !== null && 'kind' in message && 'unseen' in message;
}
