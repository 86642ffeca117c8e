import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** One address behind which a push service can be exchanged for another, as when a browser's service forgets it. */
export interface PushSwitch {
  /** What `dom.push.serverURL` of a Firefox has to be. */
  readonly webSocketUrl: string;
  /** Cuts all connections; new ones lead there. */
  readonly leadTo: (webSocketUrl: string) => void;
  readonly close: () => Promise<void>;
}

/** Starts it on a free port, leading to this push service. */
export async function startPushSwitch(webSocketUrl: string): Promise<PushSwitch> {
  let port = portOf(webSocketUrl);
  const open = new Set<Socket>();
  const server = createServer((incoming) => {
    const outgoing = connect(port, '127.0.0.1');
    for (const socket of [incoming, outgoing]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of open) socket.destroy();
  };
  const address = server.address();
  return {
    webSocketUrl: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    leadTo: (other) => {
      port = portOf(other);
      cut();
    },
    close: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}

const portOf = (webSocketUrl: string) => Number(new URL(webSocketUrl).port);
