import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLoopback } from '../../../src/platform/plain-url.ts';
import type { Handed, Reply } from './counter.ts';
import type { LetterChannel } from './letter.ts';
import { officeHeaders, officePage } from './office-page.ts';
import { makeOutbox, type Outbox } from './outbox.ts';
import { makePhoneKeys, type PhoneKeys } from './phone-keys.ts';
import { takeEmail } from './take-email.ts';
import { takeSlack, takeWebhook } from './take-hook.ts';
import { takePush } from './take-push.ts';
import { TEXTS, takeText } from './take-text.ts';

/** Where the demo world takes what Tower would send outside. */
export interface PostOffice {
  /** `host:port`, as TOWER_PUSH_ALLOW takes it. */
  readonly host: string;
  readonly port: number;
  /** `http://host:port`; a browser sees there what has come in. */
  readonly url: string;
  /** What the phones of the world subscribe with. */
  readonly keys: PhoneKeys;
}

/** Bytes of a request at the most. */
const MOST_BYTES = 1_000_000;
const CHANNELS: ReadonlySet<string> = new Set<LetterChannel>(['email', 'sms', 'slack', 'web-push', 'webhook']);

/**
 * Opens a post office on a loopback port, a free one when the wanted one is taken. It takes web pushes, emails as Resend
 * does, short messages as Twilio does, posts to Slack-compatible webhooks and the app's own webhooks; it passes nothing
 * on, shows it at `/` and gives it at `/outbox.json`, until this process ends.
 */
export async function openPostOffice(wanted = 0): Promise<PostOffice> {
  const outbox = makeOutbox();
  const keys = makePhoneKeys();
  const server = (await listening(wanted, outbox, keys)) ?? (await listening(0, outbox, keys));
  if (!server) throw new Error('There is no free port');
  server.unref();
  const { address, port } = server.address() as AddressInfo;
  return { host: `${address}:${port}`, port, url: `http://${address}:${port}`, keys };
}

/** A server on this port; undefined when it is taken. */
async function listening(port: number, outbox: Outbox, keys: PhoneKeys): Promise<Server | undefined> {
  const server = createServer((request, response) => {
    void serve(request, response, outbox, keys).catch(() => response.destroy());
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

async function serve(request: IncomingMessage, response: ServerResponse, outbox: Outbox, keys: PhoneKeys) {
  const { method, headers } = request;
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  if (!isFromHere(request)) return answer(response, { status: 403 });
  if (method === 'POST') {
    const counter = counterOf(pathname);
    const body = await readBody(request);
    if (!counter || !body) return answer(response, { status: counter ? 413 : 404 });
    return answer(response, counter({ path: pathname, headers, body, outbox, keys }));
  }
  if (method !== 'GET' && method !== 'HEAD') return answer(response, { status: 405 });
  const named = searchParams.get('channel') ?? '';
  const channel = CHANNELS.has(named) ? (named as LetterChannel) : undefined;
  const letters = outbox.letters(channel);
  if (pathname === '/outbox.json') return answer(response, { status: 200, body: { items: letters } });
  if (pathname !== '/') return answer(response, { status: 404 });
  const page = await officePage({ letters, counts: outbox.counts(), channel });
  response.writeHead(200, officeHeaders()).end(method === 'HEAD' ? '' : String(page));
}

/** The counter that takes what is posted to a path. */
function counterOf(path: string): ((handed: Handed) => Reply) | undefined {
  if (path === '/emails') return takeEmail;
  if (TEXTS.test(path)) return takeText;
  if (/^\/hook(?:\/[^/]+)?$/.test(path)) return takeSlack;
  if (path === '/webhook') return takeWebhook;
  return /^\/[^/]+$/.test(path) ? takePush : undefined;
}

/** Whether this machine asks, and no page of elsewhere does: neither by a name that leads here nor by posting across. */
function isFromHere({ socket, headers, method }: IncomingMessage): boolean {
  const asked = `http://${headers.host}`;
  const isOfHere = socket.remoteAddress === '127.0.0.1' && URL.canParse(asked) && isLoopback(new URL(asked).hostname);
  return isOfHere && (method !== 'POST' || headers.origin === undefined);
}

/** The body; undefined when it is too long, of which nothing is kept. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MOST_BYTES) chunks.push(chunk);
  }
  return length <= MOST_BYTES ? Buffer.concat(chunks) : undefined;
}

function answer(response: ServerResponse, { status, body, after }: Reply): void {
  if (after) response.once('finish', () => void after());
  if (body === undefined) response.writeHead(status).end();
  else if (typeof body === 'string') response.writeHead(status, { 'Content-Type': 'text/plain' }).end(body);
  else {
    response
      .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
      .end(JSON.stringify(body));
  }
}
