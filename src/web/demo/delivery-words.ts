import type { DeliveryStatus } from '../../contract/decision.ts';
import { onTheClock } from '../ui/moments.ts';

/** "sent through mail, arrived 14:05"; "later after 2 tries: http-503". */
export function deliveryInWords(delivery: DeliveryStatus, now: number): string {
  const { state, attempt, provider, reason, arrivedAt } = delivery;
  const through = provider === undefined ? '' : ` through ${provider}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  switch (state) {
    case 'sent':
      return `sent${through}${arrivedAt === undefined ? '' : `, arrived ${onTheClock(arrivedAt, now)}`}`;
    case 'due':
      return 'on its way';
    case 'later':
      // The attempt that it waits for is not made yet.
      return `later${attempt > 1 ? ` after ${attempt - 1} ${attempt === 2 ? 'try' : 'tries'}` : ''}${why}`;
    case 'gone':
      return `not there any more${why}`;
    case 'expired':
      return 'expired before it could be sent';
    case 'cancelled':
      return `not sent${why}`;
    case 'dead':
      return `given up${through}${why}`;
  }
}
