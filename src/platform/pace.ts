let nextSlot = 0;
let urgentAt = Number.NEGATIVE_INFINITY;

/** A message to somebody counts as under way for so long, ms. */
const URGENT_FOR = 250;
/** What is left of the pace beside urgent messages: one machine has one processor for both. */
const BESIDE_URGENT = 1 / 4;

/**
 * A pause that keeps this isolate at so many calls a second over all who use it, and at a quarter of that while urgent
 * messages are under way; 0 never waits. Deployed Workers need none; on one machine each object that is woken holds open
 * files until it is evicted, and takes processor time that somebody may be waiting for.
 */
export function paced(perSecond: number): () => Promise<void> {
  if (!(perSecond > 0)) return async () => {};
  return async () => {
    const now = Date.now();
    const share = now - urgentAt < URGENT_FOR ? BESIDE_URGENT : 1;
    nextSlot = Math.max(nextSlot, now) + 1_000 / (perSecond * share);
    const wait = nextSlot - now;
    // Timers are no finer than a few ms: short waits are made up for by the next long one.
    if (wait > 20) await new Promise((resolve) => setTimeout(resolve, wait));
  };
}

/** Says that an urgent message is under way, so that what is paced makes room for it. */
export function makeRoom(): void {
  urgentAt = Date.now();
}
