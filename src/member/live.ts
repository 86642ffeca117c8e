import type { LiveMessage } from '../contract/timeline.ts';
import { limits } from './limits.ts';
import type { NotificationRow } from './schema.ts';
import type { TimelineView } from './timeline-view.ts';

/** The member's open pages: hibernating WebSockets, so that an idle page costs nothing. */
export class Live {
  readonly #context: DurableObjectState;
  readonly #view: TimelineView;

  constructor(context: DurableObjectState, view: TimelineView) {
    this.#context = context;
    this.#view = view;
  }

  /** Opens a connection; over the limit the oldest one is closed. */
  accept(): Response {
    const open = this.#open();
    for (const { socket } of open.slice(0, Math.max(0, open.length - limits.sockets + 1))) {
      socket.close(1013, 'Too many connections of this member');
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.#context.acceptWebSocket(server);
    server.serializeAttachment((open.at(-1)?.number ?? 0) + 1);
    server.send(JSON.stringify({ kind: 'counts', ...this.#view.counts() } satisfies LiveMessage));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Open connections, oldest first: the platform gives them in no order, and those still closing among them. */
  #open(): { readonly socket: WebSocket; readonly number: number }[] {
    return this.#context
      .getWebSockets()
      .filter((socket) => socket.readyState === WebSocket.OPEN)
      .map((socket) => ({ socket, number: Number(socket.deserializeAttachment()) }))
      .sort((one, other) => one.number - other.number);
  }

  /** Shows new or changed timeline entries on open pages. */
  show(rows: readonly NotificationRow[]): void {
    this.#send(() => {
      const counts = this.#view.counts();
      const shown = rows.filter((row) => row.shown);
      return this.#view.items(shown, Date.now()).map((item) => ({ kind: 'item', item, ...counts }));
    });
  }

  /** Takes an entry off open pages. */
  removed(id: string): void {
    this.#send(() => [{ kind: 'removed', id, ...this.#view.counts() }]);
  }

  /** Tells open pages the counts after a mark. */
  counts(): void {
    this.#send(() => [{ kind: 'counts', ...this.#view.counts() }]);
  }

  /** With no page open nothing is computed. */
  #send(messages: () => LiveMessage[]): void {
    const sockets = this.#context.getWebSockets();
    if (sockets.length === 0) return;
    for (const message of messages()) {
      const text = JSON.stringify(message);
      for (const socket of sockets) {
        try {
          socket.send(text);
        } catch {
          // It closed a moment ago; the page asks for the timeline again when it reconnects.
        }
      }
    }
  }
}
