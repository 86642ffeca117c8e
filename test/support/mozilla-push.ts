import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

/** A subscription of a Firefox. */
export interface MozillaChannel {
  readonly id: string;
  /** The application server key it subscribed with, base64url. */
  readonly key: string | undefined;
  /** Hands a message to the browser, now or as soon as it is connected again. */
  readonly notify: (body: Uint8Array) => void;
}

export interface MozillaPush {
  /** The channel of this id, unless it was never registered or has been unregistered. */
  readonly channel: (id: string) => MozillaChannel | undefined;
  /** Ids of the channels that browsers have open. */
  readonly channels: () => readonly string[];
  /** Channels whose browser has acknowledged a message, once for each. */
  readonly acknowledged: readonly string[];
  readonly close: () => void;
}

/**
 * Mozilla's push protocol over WebSocket, as far as a stock Firefox needs it to subscribe and to receive:
 * hello, register, unregister, notification, ack and ping. `endpointOf` names the RFC 8030 endpoint of a channel.
 */
export function mozillaPush(server: Server, endpointOf: (channel: string) => string): MozillaPush {
  const agents = new Map<string, { socket: WebSocket | undefined; readonly waiting: string[] }>();
  const channels = new Map<string, { readonly agent: string; readonly key: string | undefined }>();
  const acknowledged: string[] = [];
  const sockets = new WebSocketServer({ server });

  sockets.on('connection', (socket) => {
    let agent = '';
    const say = (message: object) => socket.send(JSON.stringify(message));
    socket.on('message', (data) => {
      const message = parse(String(data));
      const channelID = message.channelID ?? '';
      switch (message.messageType) {
        case 'hello': {
          agent =
            message.uaid !== undefined && agents.has(message.uaid) ? message.uaid : randomUUID().replaceAll('-', '');
          const waiting = agents.get(agent)?.waiting ?? [];
          agents.set(agent, { socket, waiting });
          say({ messageType: 'hello', uaid: agent, status: 200, use_webpush: true, broadcasts: {} });
          for (const notification of waiting.splice(0)) socket.send(notification);
          return;
        }
        case 'register':
          // Firefox pads the key; headers and subscriptions never do.
          channels.set(channelID, { agent, key: message.key?.replace(/=+$/, '') });
          say({ messageType: 'register', channelID, status: 200, pushEndpoint: endpointOf(channelID) });
          return;
        case 'unregister':
          channels.delete(channelID);
          say({ messageType: 'unregister', channelID, status: 200 });
          return;
        case 'ack':
          acknowledged.push(...(message.updates ?? []).map((update) => update.channelID));
          return;
        case undefined:
        case 'ping':
          socket.send('{}');
      }
    });
    socket.on('close', () => {
      const known = agents.get(agent);
      if (known?.socket === socket) known.socket = undefined;
    });
  });

  const notify = (channelID: string, agent: string, body: Uint8Array) => {
    const notification = JSON.stringify({
      messageType: 'notification',
      channelID,
      version: randomUUID(),
      data: Buffer.from(body).toString('base64url'),
      headers: { encoding: 'aes128gcm' },
    });
    const known = agents.get(agent);
    if (known?.socket === undefined) known?.waiting.push(notification);
    else known.socket.send(notification);
  };

  return {
    channel: (id) => {
      const found = channels.get(id);
      if (found === undefined) return undefined;
      return { id, key: found.key, notify: (body) => notify(id, found.agent, body) };
    },
    channels: () => [...channels.keys()],
    acknowledged,
    close: () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

interface MozillaMessage {
  readonly messageType?: string;
  readonly uaid?: string;
  readonly channelID?: string;
  readonly key?: string;
  readonly updates?: readonly { readonly channelID: string }[];
}

function parse(text: string): MozillaMessage {
  const message: unknown = JSON.parse(text);
  return typeof message === 'object' && message !== null ? message : {};
}
