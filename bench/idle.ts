import { setTimeout as sleep } from 'node:timers/promises';
import { processState } from './runtime-process.ts';

/** Objects live for this long after their last call in the local runtime, ms; with some room. */
const EVICTED_AFTER = 15_000;
const FEW = 200;

/** Waits until the objects of the measurement before have been evicted, so that their open files do not add up. */
export async function awaitFewObjects(pid: number | undefined): Promise<void> {
  const giveUpAt = Date.now() + 2 * EVICTED_AFTER;
  while (Date.now() < giveUpAt) {
    const state = processState(pid);
    if (state === undefined) {
      await sleep(EVICTED_AFTER);
      return;
    }
    if (state.objects <= FEW) return;
    await sleep(500);
  }
}
