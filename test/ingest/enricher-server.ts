import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Enricher } from '../../src/contract/enricher.ts';

/** What an enricher was asked. */
export interface Question {
  readonly path: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A server on loopback that answers each path in its own way. */
export interface EnricherServer {
  /** `127.0.0.1:port`: what `enricherHosts` and TOWER_PUSH_ALLOW have to name for it. */
  readonly host: string;
  readonly asked: readonly Question[];
  /** Questions to one path, whatever its query. */
  readonly askedOf: (path: string) => readonly Question[];
  /** An enricher of a type that asks a path of this server. */
  readonly enricher: (path: string, more?: object) => Enricher;
  readonly close: () => Promise<void>;
}

/** How each path answers; any other is a 404. */
const ANSWERS: Readonly<Record<string, (response: ServerResponse, times: number) => void>> = {
  '/well': json('{"features": {"reputation": 0.5, "reports": 3}, "more": "is ignored"}'),
  '/other': json('{"features": {"reputation": 0.9}}'),
  '/counting': (response, times) => json(`{"features": {"times": ${times}}}`)(response),
  '/none': json('{"features": {}}'),
  '/meet': meet(2, json('{"features": {"met": 1}}')),
  '/silent': () => undefined,
  '/drip': (response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    const drip = setInterval(() => response.write(' '), 20);
    response.on('close', () => clearInterval(drip));
  },
  '/broken': (response) => void response.writeHead(500).end('{"features": {"broken": 1}}'),
  '/redirect': (response) => void response.writeHead(307, { Location: '/well' }).end('{"features": {"moved": 1}}'),
  '/reset': (response) => void response.socket?.destroy(),
  '/empty': (response) => void response.writeHead(204).end(),
  '/large': json(`{"features": {"large": 1}, "more": "${'x'.repeat(16_000)}"}`),
  '/huge': json(`{"features": {"large": 1}, "more": "${'x'.repeat(17_000)}"}`),
  '/flood': (response) => {
    response.writeHead(200);
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) {}
    };
    response.on('drain', pour);
    pour();
  },
  '/page': json('<html>Hello</html>'),
  '/nan': json('{"features": {"reputation": NaN}}'),
  '/infinite': json('{"features": {"reputation": 1e999}}'),
  '/text': json('{"features": {"reputation": "0.5"}}'),
  '/null': json('null'),
  '/list': json('{"features": [1, 2]}'),
  '/most': json(JSON.stringify({ features: numbers(50) })),
  '/too-many': json(JSON.stringify({ features: numbers(51) })),
};

export async function startEnricherServer(): Promise<EnricherServer> {
  const asked: Question[] = [];
  const askedOf = (path: string) => asked.filter((each) => each.path.split('?')[0] === path);
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { url: path = '', method = '', headers } = request;
    asked.push({ path, method, headers, body: Buffer.concat(parts).toString('utf8') });
    const [plain = ''] = path.split('?');
    const answer = ANSWERS[plain] ?? ((none) => void none.writeHead(404).end());
    answer(response, askedOf(plain).length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    asked,
    askedOf,
    enricher: (path, more = {}) => Enricher.parse({ name: 'reputation', url: `http://${host}${path}`, ...more }),
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function json(body: string) {
  return (response: ServerResponse) => void response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
}

/** Answers when so many questions wait for it, and not before. */
function meet(questions: number, answer: (response: ServerResponse) => void) {
  const waiting: ServerResponse[] = [];
  return (response: ServerResponse) => {
    waiting.push(response);
    if (waiting.length >= questions) waiting.splice(0).forEach(answer);
  };
}

function numbers(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_each, index) => [`n${index}`, index]));
}
