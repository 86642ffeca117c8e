import type { LaneMessage } from '../contract/queue-message.ts';
import type { Ledger } from './ledger.ts';

/** Open batches sent again at once; more follow when these have moved. */
const MOST_RESENT = 500;

/** The messages of all that has begun and not ended; none of a fan-out that is paused or waits for its turn. */
export function openMessages(ledger: Ledger): LaneMessage[] {
  const { store } = ledger;
  if (!store.isRunning()) return [];
  return [
    ...store.openSlices().map(({ number }) => sliceMessage(ledger, number)),
    ...store.openBatches(MOST_RESENT).map(({ id }) => batchMessage(ledger, id)),
  ];
}

export function sliceMessage({ tenant, event }: Ledger, slice: number): LaneMessage {
  return { kind: 'slice', tenant, event, slice };
}

/** Without its recipients: they are read anew. */
export function batchMessage({ tenant, event }: Ledger, batch: string): LaneMessage {
  return { kind: 'batch', tenant, event, batch };
}
