import type { Delivery } from '../contract/delivery.ts';

/**
 * The name of a delivery, the same at every try: by it repeats are recognised, and tries spread. An event is one
 * notification of many members, by the same id, so the member is in it; a reminder is another ring, and another one.
 */
export function deliveryKey({ member, notification, device, ring = 0 }: Omit<Delivery, 'channel' | 'address'>): string {
  return JSON.stringify([member, notification, device, ring]);
}
