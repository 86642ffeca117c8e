import { hashOfEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import { eventLogsOf } from '../registry/event-logs.ts';

/**
 * Counts an arrived delivery of a notification in its event, beside those sent. Never throws: a count that is lost is no
 * delivery that is lost.
 */
export async function countArrival(of: Stubs, notification: string): Promise<void> {
  const hash = hashOfEventId(notification);
  try {
    const logs = await eventLogsOf(of);
    await logs
      .of(hash)
      .log()
      .addDeliveries([{ hash, deliveries: { arrived: 1 } }]);
  } catch (error) {
    log('warn', 'delivery.counts.lost', { reason: messageOf(error) });
  }
}
