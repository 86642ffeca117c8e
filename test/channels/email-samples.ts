import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery, Message } from '../../src/contract/delivery.ts';
import { CloudflareEmailProvider, ResendProvider, SmtpProvider } from '../../src/contract/provider.ts';

export const FROM = { email: 'news@tower.example', name: 'Tower' };
export const TO = 'ada@example.com';
const NOTIFICATION = '01KAJ5Q0M00000000000000000';

/** A message of a type without texts for emails; a test names only the parts that matter to it. */
export function aMessage(parts: Partial<Message> = {}): Message {
  return {
    id: NOTIFICATION,
    type: 'post',
    title: 'Bob wrote to you',
    body: 'Hello Ada',
    url: '/inbox/1',
    at: 1_795_000_000_000,
    ...parts,
  };
}

/** An email on its way. */
export function anEmail(parts: Partial<Omit<AddressedDelivery, 'channel'>> = {}): AddressedDelivery {
  return {
    channel: 'email',
    member: 'ada',
    notification: NOTIFICATION,
    device: 'email',
    address: { endpoint: TO },
    message: aMessage(),
    urgent: false,
    attempt: 1,
    ...parts,
  };
}

/** Surroundings that may reach loopback servers. */
export function around(allow = '', more: Partial<Surroundings> = {}): Surroundings {
  return {
    ...{ tenant: 'acme', now: Date.now(), hosts: [], allow, tokenKey: 'a secret', partials: {} },
    origin: 'https://tower.example.com',
    ...more,
  };
}

export function anSmtp(port: number, more: Partial<SmtpProvider> = {}): SmtpProvider {
  return SmtpProvider.parse({ kind: 'smtp', host: '127.0.0.1', port, security: 'none', from: FROM, ...more });
}

export function aResend(baseUrl: string, more: Partial<ResendProvider> = {}): ResendProvider {
  return ResendProvider.parse({ kind: 'resend', baseUrl, apiKey: 're_a_secret', from: FROM, ...more });
}

export const cloudflare = CloudflareEmailProvider.parse({ kind: 'cloudflare-email', from: FROM });
