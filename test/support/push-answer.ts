import type { ServerResponse } from 'node:http';

/** What a test makes a push service say to a request. */
export interface PushAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** ms before it answers */
  readonly delay?: number;
  /**
   * `reset` cuts the connection instead of answering, `silence` never answers, `drip` sends the headers and then a
   * byte now and then for ever, `flood` sends a body without end.
   */
  readonly fault?: 'reset' | 'silence' | 'drip' | 'flood';
}

/** Gives the answer. `late` collects timers that outlive this call, so that the service can stop them. */
export function giveAnswer(response: ServerResponse, answer: PushAnswer, late: Set<NodeJS.Timeout>): void {
  if (answer.delay !== undefined && answer.delay > 0) {
    const { delay, ...rest } = answer;
    const timer = setTimeout(() => {
      late.delete(timer);
      giveAnswer(response, rest, late);
    }, delay);
    late.add(timer);
    return;
  }
  switch (answer.fault) {
    case undefined:
      response.writeHead(answer.status, answer.headers);
      response.end(answer.body);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'silence':
      return;
    case 'drip':
      response.writeHead(answer.status, answer.headers);
      drip(response, late);
      return;
    case 'flood':
      response.writeHead(answer.status, answer.headers);
      flood(response);
  }
}

/** ms between two bytes */
const DRIP_INTERVAL = 50;
const FLOOD_CHUNK = Buffer.alloc(65_536, 'x');

function drip(response: ServerResponse, late: Set<NodeJS.Timeout>): void {
  response.write('x');
  const timer = setInterval(() => response.write('x'), DRIP_INTERVAL);
  late.add(timer);
  response.on('close', () => {
    clearInterval(timer);
    late.delete(timer);
  });
}

/** Writes as fast as the other side reads, until it goes away. */
function flood(response: ServerResponse): void {
  const pour = () => {
    while (!response.destroyed && response.write(FLOOD_CHUNK));
  };
  response.on('drain', pour);
  pour();
}
