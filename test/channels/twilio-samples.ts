import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery } from '../../src/contract/delivery.ts';
import { TwilioProvider } from '../../src/contract/provider.ts';

export const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
export const AUTH_TOKEN = 'an-auth-token';
export const NUMBER = '+15005550006';
export const NOTIFICATION = '01KAJ5Q0M00000000000000000';

/** A provider that speaks as Twilio does. */
export function aTwilio(baseUrl: string, more: Partial<TwilioProvider> = {}): TwilioProvider {
  return TwilioProvider.parse({
    ...{ kind: 'twilio', baseUrl, accountSid: ACCOUNT, authToken: AUTH_TOKEN, from: '+15005550001' },
    ...more,
  });
}

/** A short message on its way. */
export function aShortMessage(more: Partial<Omit<AddressedDelivery, 'channel'>> = {}): AddressedDelivery {
  return {
    channel: 'sms',
    member: 'ada',
    notification: NOTIFICATION,
    device: 'sms',
    address: { endpoint: NUMBER },
    message: { id: NOTIFICATION, type: 'note', title: 'Bob', body: 'wrote to you', url: '/inbox', at: 0 },
    urgent: true,
    attempt: 1,
    ...more,
  };
}

/** Surroundings that may reach a loopback server. */
export function around(allow: string, more: Partial<Surroundings> = {}): Surroundings {
  return { tenant: 'acme', now: Date.now(), hosts: [], allow, tokenKey: 'a secret', partials: {}, ...more };
}
