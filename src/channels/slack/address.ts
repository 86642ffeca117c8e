import type { PlainUrl } from '../../platform/plain-url.ts';
import { checkOutgoingUrl, type OutgoingHosts } from '../../registry/outgoing-url.ts';

/** Where Slack takes messages; GovSlack is a Slack of its own. Others that speak as it does are in `providerHosts`. */
export const SLACK_HOSTS: readonly string[] = ['hooks.slack.com', 'hooks.slack-gov.com'];

/** Whether Tower may post to this incoming webhook, which a product has told of a member. */
export function checkSlackAddress(address: string, around: Omit<OutgoingHosts, 'known'>): PlainUrl {
  return checkOutgoingUrl(address, { ...around, known: SLACK_HOSTS });
}
