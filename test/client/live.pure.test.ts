import { describe, it } from 'vitest';
import { type LiveSocket, liveMessages } from '../../src/client/live.ts';

/** A connection whose other end is the test. */
class FakeSocket implements LiveSocket {
  readonly url: string;
  closed = false;
  readonly #listeners: { type: string; listener: (event: { data: unknown }) => void }[] = [];

  constructor(url: string) {
    this.url = url;
  }

  addEventListener(type: string, listener: (event: { data: unknown }) => void): void {
    this.#listeners.push({ type, listener });
  }

  close(): void {
    this.closed = true;
  }

  emit(type: string, data?: unknown): void {
    for (const entry of this.#listeners) if (entry.type === type) entry.listener({ data });
  }
}

const counts = { kind: 'counts', unseen: 1, unread: 1 } as const;
const removed = { kind: 'removed', id: '01', unseen: 0, unread: 0 } as const;

/** Connections that behave as scripted, one after the other. */
function scripted(...scripts: readonly ((socket: FakeSocket) => void)[]) {
  const sockets: FakeSocket[] = [];
  const waits: number[] = [];
  return {
    sockets,
    waits,
    options: {
      connect: (url: string) => {
        const socket = new FakeSocket(url);
        const script = scripts[sockets.length];
        sockets.push(socket);
        queueMicrotask(() => (script === undefined ? socket.emit('error') : script(socket)));
        return socket;
      },
      random: () => 0,
      sleep: async (milliseconds: number) => void waits.push(milliseconds),
    },
  };
}

describe('liveMessages', () => {
  it('gives messages in order and closes the connection when the reader leaves', async ({ expect }) => {
    const { sockets, options } = scripted((socket) => {
      socket.emit('message', JSON.stringify(counts));
      socket.emit('message', JSON.stringify(removed));
    });
    const read: unknown[] = [];
    for await (const message of liveMessages('https://tower.example', 'a+b', options)) {
      read.push(message);
      if (read.length === 2) break;
    }
    expect(read).toEqual([counts, removed]);
    expect(sockets[0]).toMatchObject({ url: 'wss://tower.example/v1/me/live?token=a%2Bb', closed: true });
  });

  it('opens a lost connection again, and counts its failures anew after a message', async ({ expect }) => {
    const deliverThenDrop = (socket: FakeSocket) => {
      socket.emit('message', JSON.stringify(counts));
      socket.emit('close');
    };
    const drop = (socket: FakeSocket) => socket.emit('close');
    const { sockets, waits, options } = scripted(deliverThenDrop, drop, deliverThenDrop);
    const read: unknown[] = [];
    for await (const message of liveMessages('http://tower.example', 't', options)) {
      read.push(message);
      if (read.length === 2) break;
    }
    expect(read).toEqual([counts, counts]);
    expect(sockets).toHaveLength(3);
    expect(waits).toEqual([250, 250]);
  });

  it('ends with an error when it cannot be opened so many times in a row', async ({ expect }) => {
    const { sockets, options } = scripted();
    const messages = liveMessages('http://tower.example', 't', { ...options, retry: { tries: 3 } });
    await expect(messages.next()).rejects.toMatchObject({ name: 'TowerError', status: 0 });
    expect(sockets).toHaveLength(3);
  });

  it('ends quietly when the signal is aborted', async ({ expect }) => {
    const stop = new AbortController();
    const { sockets, options } = scripted((socket) => socket.emit('message', JSON.stringify(counts)));
    const messages = liveMessages('http://tower.example', 't', { ...options, signal: stop.signal });
    expect(await messages.next()).toEqual({ done: false, value: counts });
    const next = messages.next();
    stop.abort();
    expect(await next).toEqual({ done: true, value: undefined });
    expect(sockets[0]?.closed).toBe(true);
  });
});
