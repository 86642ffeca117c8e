import type { AddressedDelivery, DeliveryOutcome } from '../../contract/delivery.ts';
import { type Asked, ask, outcomeOfAsked } from '../ask.ts';
import type { Try } from '../back-off.ts';
import { deliveryKey } from '../delivery-key.ts';
import type { Surroundings } from '../surroundings.ts';
import { SLACK_HOSTS } from './address.ts';
import { slackMessage } from './message.ts';

/**
 * One try to post one notification to a member's incoming webhook, Slack's or one that speaks as it does. Slack takes no
 * id of ours, so what was taken without an answer (`unsure`) is shown twice when it is tried again: better than never.
 */
export async function sendSlack(delivery: AddressedDelivery, around: Surroundings): Promise<DeliveryOutcome> {
  const { attempt, message, address } = delivery;
  const asked = await ask(
    address.endpoint,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(slackMessage(message, around.origin)),
    },
    SLACK_HOSTS,
    around,
  );
  return outcomeOfSlack(asked, { attempt, now: around.now, key: deliveryKey(delivery) });
}

/**
 * What the answer of an incoming webhook means. A webhook that was removed or whose channel is archived is gone, and so is
 * one that must not post there any more; a 403 without Slack's own word for it comes from something in between.
 */
function outcomeOfSlack(asked: Asked, attempted: Try): DeliveryOutcome {
  if (asked.kind !== 'answer') return withoutProvider(outcomeOfAsked(asked, attempted));
  const { status, body } = asked;
  const word = wordOf(body);
  const isGone = status === 404 || status === 410 || ((status === 400 || status === 403) && GONE.has(word));
  if (isGone) return { kind: 'gone', reason: /^[a-z_]{3,60}$/.test(word) ? word : `http-${status}` };
  return withoutProvider(outcomeOfAsked(asked, attempted));
}

/** What Slack says of webhooks that will never take anything again. */
const GONE: ReadonlySet<string> = new Set([
  'action_prohibited',
  'channel_is_archived',
  'channel_not_found',
  'invalid_token',
  'no_active_hooks',
  'no_service',
  'no_service_id',
  'no_team',
  'posting_to_general_channel_denied',
  'team_disabled',
  'user_not_found',
]);

/** Slack answers with one word as text; some who speak as it does put it into JSON. */
function wordOf(body: string): string {
  return /^\s*(?:\{\s*"error"\s*:\s*")?([a-z_]{3,60})\b/.exec(body.slice(0, 200))?.[1] ?? '';
}

/** There is no other provider for this address: a fault of it is nobody else's chance. */
function withoutProvider(outcome: DeliveryOutcome): DeliveryOutcome {
  return outcome.kind === 'refused' ? { kind: 'refused', reason: outcome.reason } : outcome;
}
