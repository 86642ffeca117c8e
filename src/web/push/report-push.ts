import type { PushHappening, PushReport } from '../../contract/push.ts';
import { postFromWorker } from './post-from-worker.ts';

/** Tells the server what became of a push, if it gave a token for that. The moment is now, however often it is tried. */
export async function reportPush(token: string | undefined, what: PushHappening): Promise<void> {
  if (token === undefined) return;
  const at = new Date().toISOString();
  await postFromWorker('/v1/push/reports', { token, what, at } satisfies PushReport);
}
