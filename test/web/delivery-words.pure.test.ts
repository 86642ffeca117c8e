import { describe, test } from 'vitest';
import type { DeliveryStatus } from '../../src/contract/decision.ts';
import { deliveryInWords } from '../../src/web/demo/delivery-words.ts';

const delivery: DeliveryStatus = { channel: 'email', device: 'email', state: 'sent', attempt: 1 };
const NOW = new Date(2026, 0, 5, 14, 6).getTime();

describe('deliveryInWords', () => {
  test('says through whom it went, and when it arrived if that was told', ({ expect }) => {
    expect(deliveryInWords(delivery, NOW)).toBe('sent');
    const arrivedAt = new Date(2026, 0, 5, 14, 5).toISOString();
    expect(deliveryInWords({ ...delivery, provider: 'mail', arrivedAt }, NOW)).toBe('sent through mail, arrived 14:05');
  });

  test('says of what was not sent why, as far as it is known', ({ expect }) => {
    const of = (changes: Partial<DeliveryStatus>) => deliveryInWords({ ...delivery, ...changes }, NOW);
    expect(of({ state: 'due' })).toBe('on its way');
    expect(of({ state: 'later', attempt: 2, reason: 'http-503' })).toBe('later after 1 try: http-503');
    expect(of({ state: 'later', attempt: 1, reason: 'quiet-hours' })).toBe('later: quiet-hours');
    expect(of({ state: 'gone', reason: 'suppressed: stop' })).toBe('not there any more: suppressed: stop');
    expect(of({ state: 'dead', attempt: 8 })).toBe('given up');
    expect(of({ state: 'cancelled', reason: 'type-off' })).toBe('not sent: type-off');
    expect(of({ state: 'expired' })).toBe('expired before it could be sent');
  });
});
