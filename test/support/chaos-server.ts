import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { giveAnswer } from './push-answer.ts';

/** What a test makes a provider say to a request. */
export type Behaviour =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text, or anything else as JSON. */
      readonly body?: unknown;
      /** ms before it answers */
      readonly delay?: number;
    }
  /** Cuts the connection before it has read the request: nothing was taken. */
  | { readonly fault: 'reset' }
  /** Reads and takes the request, and cuts the connection instead of saying so. */
  | { readonly fault: 'accepted-then-reset' }
  /** Takes the request and never answers. */
  | { readonly fault: 'silence' }
  /** Answers with this status and then a byte now and then for ever. */
  | { readonly fault: 'drip'; readonly status: number }
  /** Answers with this status and a body without end. */
  | { readonly fault: 'flood'; readonly status: number };

/** A request as it came. */
export interface ChaosRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Empty when the connection was cut before it was read. */
  readonly body: string;
  /** Whether a real provider would have taken it: it was answered 2xx, or cut or left without an answer once it was read. */
  readonly taken: boolean;
}

type Behave = Behaviour | ((request: Omit<ChaosRequest, 'taken'>) => Behaviour);

/** A provider on a random loopback port that behaves as it is told. */
export interface ChaosServer {
  /** `http://127.0.0.1:port`, without a slash at its end. */
  readonly url: string;
  /** `127.0.0.1:port`: what TOWER_PUSH_ALLOW has to name for it. */
  readonly allow: string;
  /** Behaves like this from now on: each but the last once, the last for ever. */
  readonly answerWith: (...behaviours: [Behave, ...Behave[]]) => void;
  /** All of them, in order. */
  readonly requests: readonly ChaosRequest[];
  /** Forgets the requests that came. */
  readonly clear: () => void;
  /** Connections that were made, whether or not a request came on them. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** Starts one; it answers 200 `{}` until it is told otherwise. */
export async function chaosServer(): Promise<ChaosServer> {
  let behaviours: readonly Behave[] = [{ status: 200, body: {} }];
  let connections = 0;
  const requests: ChaosRequest[] = [];
  const late = new Set<NodeJS.Timeout>();
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const allow = `127.0.0.1:${address.port}`;

  function next(): Behave {
    const [first, ...rest] = behaviours;
    if (rest.length > 0) behaviours = rest;
    return first ?? { status: 200 };
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const known = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    const behave = next();
    if (typeof behave === 'object' && 'fault' in behave && behave.fault === 'reset') {
      requests.push({ ...known, body: '', taken: false });
      request.socket.resetAndDestroy();
      return;
    }
    const read = { ...known, body: await textOf(request) };
    const behaviour = typeof behave === 'function' ? behave(read) : behave;
    requests.push({ ...read, taken: isTaken(behaviour) });
    if ('fault' in behaviour) fail(response, behaviour, late);
    else await answer(response, behaviour);
  }

  return {
    url: `http://${allow}`,
    allow,
    answerWith: (...told) => {
      behaviours = told;
    },
    requests,
    clear: () => {
      requests.length = 0;
    },
    connections: () => connections,
    close: async () => {
      for (const timer of late) clearTimeout(timer);
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function isTaken(behaviour: Behaviour): boolean {
  if (!('fault' in behaviour)) return behaviour.status >= 200 && behaviour.status < 300;
  if ('status' in behaviour) return behaviour.status >= 200 && behaviour.status < 300;
  return behaviour.fault !== 'reset';
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

async function answer(response: ServerResponse, told: Extract<Behaviour, { status: number }>): Promise<void> {
  if ('fault' in told) return;
  const { status, headers = {}, body, delay = 0 } = told;
  if (delay > 0) await sleep(delay);
  const isText = typeof body === 'string';
  response.writeHead(
    status,
    isText || body === undefined ? headers : { 'Content-Type': 'application/json', ...headers },
  );
  response.end(isText || body === undefined ? body : JSON.stringify(body));
}

function fail(
  response: ServerResponse,
  behaviour: Extract<Behaviour, { fault: string }>,
  late: Set<NodeJS.Timeout>,
): void {
  switch (behaviour.fault) {
    case 'reset':
    case 'accepted-then-reset':
      giveAnswer(response, { status: 0, fault: 'reset' }, late);
      return;
    case 'silence':
      return;
    case 'drip':
    case 'flood':
      giveAnswer(response, behaviour, late);
  }
}
