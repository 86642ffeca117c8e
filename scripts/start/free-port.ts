import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandFailure } from './failure.ts';

/** How long a Tower that is just ending may still hold its port, ms. */
const ENDING = 3_000;

/** Waits until a port of the loopback address can be listened on; refuses with what to do when it stays taken. */
export async function awaitFreePort(port: number, patience: number = ENDING): Promise<void> {
  const giveUpAt = Date.now() + patience;
  for (;;) {
    const code = await listenOnce(port);
    if (code === undefined) return;
    if (code === 'EACCES') {
      throw new CommandFailure(
        `Port ${port} may not be used by this account.`,
        'Choose one above 1023: PORT=8787 npm start',
      );
    }
    if (Date.now() >= giveUpAt) {
      throw new CommandFailure(
        `Port ${port} is already in use by another program.`,
        `Stop that program, or choose another port: PORT=${port < 65_535 ? port + 1 : port - 1} npm start`,
      );
    }
    await sleep(100);
  }
}

function listenOnce(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'UNKNOWN'));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(undefined)));
  });
}
