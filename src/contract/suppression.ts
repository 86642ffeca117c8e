import { z } from '@hono/zod-openapi';
import { ChannelName } from './channel.ts';
import { PageQuery } from './page.ts';

/** Channels whose addresses can be suppressed: those that somebody else may own, block or complain from. */
export const SuppressedChannel = ChannelName.extract(['email', 'sms']);
export type SuppressedChannel = z.infer<typeof SuppressedChannel>;

/** Why nothing is sent to an address any more. */
export const SuppressionReason = z
  .enum(['bounce', 'complaint', 'stop', 'invalid', 'manual'])
  .openapi('SuppressionReason', {
    description:
      '`bounce`: its mail server refuses it for good; `complaint`: its owner called it spam; `stop`: they said so; `invalid`: there is no such number, or none that takes messages; `manual`: an operator said so, and only an operator lifts it',
  });
export type SuppressionReason = z.infer<typeof SuppressionReason>;

/** An address of a channel. */
const address = {
  channel: SuppressedChannel,
  address: z.string().min(1).max(254).openapi({ example: 'ada@example.com' }),
};

/** A line of `DELETE /v1/suppressions`. */
export const SuppressedAddress = z.strictObject(address).superRefine(checkAddress).openapi('SuppressedAddress');
export type SuppressedAddress = z.infer<typeof SuppressedAddress>;

/** A line of `PUT /v1/suppressions`. */
export const SuppressionLine = z
  .strictObject({ ...address, reason: SuppressionReason.default('manual') })
  .superRefine(checkAddress)
  .openapi('SuppressionLine');
export type SuppressionLine = z.infer<typeof SuppressionLine>;

/** An address that nothing is sent to. */
export const Suppression = z
  .object({
    ...address,
    reason: SuppressionReason,
    at: z.string().openapi({ description: 'since when' }),
    members: z.array(z.string()).openapi({ description: 'whose deliveries it has stopped, the newest of them' }),
  })
  .openapi('Suppression');
export type Suppression = z.infer<typeof Suppression>;

/** Query of `GET /v1/suppressions`. */
export const SuppressionQuery = PageQuery.extend({
  channel: SuppressedChannel.optional(),
  address: z.string().min(1).max(254).optional().openapi({ description: 'only this one; needs `channel`' }),
}).refine(({ channel, address }) => address === undefined || channel !== undefined, {
  path: ['channel'],
  message: 'is needed with an address',
});
export type SuppressionQuery = z.infer<typeof SuppressionQuery>;

/** Members that a suppressed address is kept with. */
export const MOST_STOPPED = 20;

/**
 * An address as it is compared: mail providers tell addresses in whatever case they like, and none that matters tells two
 * mailboxes apart by it.
 */
export function plainAddress(channel: SuppressedChannel, address: string): string {
  const trimmed = address.trim().normalize('NFC');
  return channel === 'email' ? trimmed.toLowerCase() : trimmed;
}

/** What the census partition of an address is found by. */
export function suppressionKey(channel: SuppressedChannel, address: string): string {
  return `${channel}:${plainAddress(channel, address)}`;
}

/** An E.164 number. */
export const PHONE_NUMBER = /^\+[1-9]\d{6,14}$/;

function checkAddress(
  { channel, address }: { readonly channel: SuppressedChannel; readonly address: string },
  context: z.RefinementCtx,
): void {
  const plain = plainAddress(channel, address);
  if (channel === 'sms' ? PHONE_NUMBER.test(plain) : z.email().safeParse(plain).success) return;
  const message = channel === 'sms' ? 'must be an E.164 number such as +15551234567' : 'must be an email address';
  context.addIssue({ code: 'custom', path: ['address'], message });
}
