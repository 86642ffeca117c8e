import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The push service of the demo world's phones. */
export interface PhoneService {
  /** `host:port`, as TOWER_PUSH_ALLOW takes it. */
  readonly host: string;
  readonly port: number;
}

/**
 * Opens a push service on a loopback port, a free one when the wanted one is taken. It takes every message and rings
 * nowhere, until this process ends: with it the people of the demo world can be interrupted, and what waits, is gathered
 * or escalates can be watched.
 */
export async function openPhoneService(wanted = 0): Promise<PhoneService> {
  const server = (await listening(wanted)) ?? (await listening(0));
  if (!server) throw new Error('There is no free port');
  server.unref();
  const { address, port } = server.address() as AddressInfo;
  return { host: `${address}:${port}`, port };
}

/** A server on this port; undefined when it is taken. */
async function listening(port: number): Promise<Server | undefined> {
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => response.writeHead(201).end());
    request.once('error', () => response.destroy());
  });
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
