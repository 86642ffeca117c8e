import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WebSocket } from 'ws';

/** Runs some work while workerd records a CPU profile, and writes it (`.cpuprofile`, for Chrome or VS Code). */
export async function profiled<Answer>(
  debuggerUrl: string,
  folder: string,
  name: string,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const connection = await connect(debuggerUrl);
  try {
    await connection.call('Profiler.enable');
    await connection.call('Profiler.setSamplingInterval', { interval: 500 });
    await connection.call('Profiler.start');
    const answer = await work();
    const { profile } = await connection.call('Profiler.stop');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.cpuprofile`), JSON.stringify(profile));
    return answer;
  } finally {
    connection.close();
  }
}

interface Connection {
  readonly call: (method: string, parameters?: unknown) => Promise<{ readonly profile?: unknown }>;
  readonly close: () => void;
}

interface Reply {
  readonly id?: number;
  readonly result?: { readonly profile?: unknown };
  readonly error?: { readonly message: string };
}

async function connect(url: string): Promise<Connection> {
  const socket = new WebSocket(url, { maxPayload: 512 * 1_024 * 1_024 });
  const waiting = new Map<number, (reply: Reply) => void>();
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => resolve());
    socket.once('error', reject);
  });
  socket.on('message', (data) => {
    const reply = JSON.parse(String(data)) as Reply;
    if (reply.id !== undefined) waiting.get(reply.id)?.(reply);
  });
  let last = 0;
  return {
    call: (method, parameters = {}) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ error, result }) => (error ? reject(new Error(error.message)) : resolve(result ?? {})));
        socket.send(JSON.stringify({ id, method, params: parameters }));
      }),
    close: () => socket.close(),
  };
}
