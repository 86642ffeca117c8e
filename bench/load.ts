import { Agent, request } from 'node:http';

/** A request as the generator sends it. */
export interface LoadRequest {
  /** POST when not said. */
  readonly method?: 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came back. */
export interface LoadAnswer {
  readonly status: number;
  readonly body: string;
}

/** Posts over connections that are kept open; node's own client, because `fetch` costs several times as much. */
export interface LoadClient {
  readonly post: (request: LoadRequest) => Promise<LoadAnswer>;
  /**
   * Posts what `next` gives, `concurrency` at once, for so many ms and until all are answered; gives how many that
   * were. The first answer that is not what it should be ends it with an error.
   */
  readonly postFor: (options: LoadOptions) => Promise<number>;
  readonly close: () => void;
}

export interface LoadOptions {
  readonly next: () => LoadRequest;
  readonly check: (answer: LoadAnswer) => void;
  readonly concurrency: number;
  /** ms */
  readonly duration: number;
}

/** A client of the server at `url`. */
export function createLoadClient(url: string): LoadClient {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });

  const post = ({ method = 'POST', path, headers, body }: LoadRequest) =>
    new Promise<LoadAnswer>((resolve, reject) => {
      const sent = request(
        {
          agent,
          hostname,
          port,
          path,
          method,
          headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        },
        (response) => {
          const parts: Buffer[] = [];
          response.on('data', (part: Buffer) => parts.push(part));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });

  const postFor = async ({ next, check, concurrency, duration }: LoadOptions) => {
    const startedAt = performance.now();
    let answered = 0;
    const poster = async () => {
      while (performance.now() - startedAt < duration) {
        check(await post(next()));
        answered++;
      }
    };
    await Promise.all(Array.from({ length: concurrency }, poster));
    return answered;
  };

  return { post, postFor, close: () => agent.destroy() };
}
