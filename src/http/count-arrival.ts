import { eventPartition, hashOfEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import { EVENT_LOG_PARTITIONS, type Stubs } from '../platform/stubs.ts';

/**
 * Counts an arrived delivery of a notification in its event, beside those sent. Never throws: a count that is lost is no
 * delivery that is lost.
 */
export async function countArrival(of: Stubs, notification: string): Promise<void> {
  const hash = hashOfEventId(notification);
  try {
    await of.eventLog(eventPartition(hash, EVENT_LOG_PARTITIONS)).addDeliveries([{ hash, deliveries: { arrived: 1 } }]);
  } catch (error) {
    log('warn', 'delivery.counts.lost', { reason: messageOf(error) });
  }
}
