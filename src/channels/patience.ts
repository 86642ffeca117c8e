import { waitUntil } from 'cloudflare:workers';
import { log, messageOf } from '../platform/log.ts';

/** ms that deliveries are waited for. */
const PATIENCE = 1_000;
/** Deliveries of one isolate that may go on behind those who waited; with more, who waits goes on waiting. */
const MOST_BEHIND = 1_000;

let behind = 0;

/**
 * Waits for the work of so many deliveries for a second; what takes longer goes on behind, so that a server which does not
 * answer holds up nobody who stands in line. Throws as the work does in that time; what fails later is logged. Only for
 * work that a lease brings back should it die, because whoever waited takes it for done.
 */
export async function patiently(work: Promise<void>, deliveries: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const impatient = new Promise<'impatient'>((resolve) => {
    timer = setTimeout(() => resolve('impatient'), PATIENCE);
  });
  const first = await Promise.race([work, impatient]).finally(() => clearTimeout(timer));
  if (first !== 'impatient') return;
  if (behind + deliveries > MOST_BEHIND) return work;
  behind += deliveries;
  waitUntil(
    work
      .catch((error: unknown) => log('error', 'work.behind.failed', { reason: messageOf(error) }))
      .finally(() => {
        behind -= deliveries;
      }),
  );
}
