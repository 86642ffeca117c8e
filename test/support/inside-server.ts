import { once } from 'node:events';
import { createServer } from 'node:net';

/** Something on this machine that nobody outside has business with; it listens wherever a name of this machine may lead. */
export interface InsideServer {
  readonly port: number;
  /** Connections that have reached it. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Starts it on a free port; it ends each connection at once. */
export async function insideServer(): Promise<InsideServer> {
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    port: address.port,
    connections: () => connections,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
