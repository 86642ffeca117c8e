let nextSlot = 0;

/**
 * A pause that keeps this isolate at so many calls a second over all who use it; 0 never waits. Deployed Workers need
 * none; on one machine each object that is woken holds open files until it is evicted.
 */
export function paced(perSecond: number): () => Promise<void> {
  if (!(perSecond > 0)) return async () => {};
  return async () => {
    const now = Date.now();
    nextSlot = Math.max(nextSlot, now) + 1_000 / perSecond;
    const wait = nextSlot - now;
    // Timers are no finer than a few ms: short waits are made up for by the next long one.
    if (wait > 20) await new Promise((resolve) => setTimeout(resolve, wait));
  };
}
