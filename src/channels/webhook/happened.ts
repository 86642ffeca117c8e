import type { Delivery, Settled, Settlement } from '../../contract/delivery.ts';
import type { OwnEngagement } from '../../contract/engagement.ts';
import { toInstant, toMillis } from '../../contract/identifier.ts';
import type { WebhookMessage } from '../../contract/webhook.ts';
import { isEventId } from '../../platform/event-id.ts';

/**
 * What of these tries a tenant can be told: each delivery that was sent or given up, if settling it was news. `settled` is
 * what the member's object answered, `now` ms since the epoch.
 */
export function happenedTo(
  deliveries: readonly Delivery[],
  settlements: readonly Settlement[],
  settled: Settled,
  now: number,
): WebhookMessage[] {
  return settlements.flatMap(({ notification, device, outcome }): WebhookMessage[] => {
    const state = outcome.kind === 'refused' ? 'dead' : outcome.kind;
    const delivery = deliveries.find((each) => each.notification === notification && each.device === device);
    if (!delivery || (state !== 'sent' && state !== 'dead') || !settled[notification]?.[state]) return [];
    const { member, channel, attempt, message } = delivery;
    const common = { member, notification, type: message.type, channel, device, attempt };
    const more = message.quiet ? { quiet: true } : message.again ? { again: true } : {};
    const at = toInstant(now);
    if (outcome.kind === 'sent') {
      const { provider, reference } = outcome;
      const by = { ...(provider === undefined ? {} : { provider }), ...(reference === undefined ? {} : { reference }) };
      return [{ type: 'notification.sent', timestamp: at, data: { ...common, ...more, ...by, at } }];
    }
    const reason = 'reason' in outcome && outcome.reason !== undefined ? { reason: outcome.reason } : {};
    return [{ type: 'notification.failed', timestamp: at, data: { ...common, ...more, ...reason, at } }];
  });
}

/** What a member saw first at this moment: entries of their timeline, newest first. */
export function seenBy(member: string, notifications: readonly string[], now: number): WebhookMessage[] {
  if (notifications.length === 0) return [];
  const at = toInstant(now);
  return [{ type: 'notification.seen', timestamp: at, data: { member, notifications, at } }];
}

/** What a member did that a tenant can be told: opened or clicked a notification, or silenced something by it. */
export function happenedBy(member: string, engagements: readonly OwnEngagement[], now: number): WebhookMessage[] {
  const clicks = engagements.flatMap(({ action, notification, channel, time }): WebhookMessage[] => {
    if (notification === undefined || !isEventId(notification)) return [];
    if (action !== 'click' && action !== 'open') return [];
    const at = toInstant(time === undefined ? now : toMillis(time));
    const where = channel === undefined ? {} : { channel };
    return [{ type: 'notification.clicked', timestamp: at, data: { member, notification, action, ...where, at } }];
  });
  const silences = engagements.some(({ action }) => action === 'mute' || action === 'disable');
  return silences ? [...clicks, ...preferencesUpdated(member, 'engagement', now)] : clicks;
}

/** A member's preferences are others now; `by` says by what. */
export function preferencesUpdated(member: string, by: string, now: number): WebhookMessage[] {
  return [{ type: 'preference.updated', timestamp: toInstant(now), data: { member, by } }];
}
