import type { Tower } from '../../src/client/tower.ts';
import type { PostOffice } from './post-office/post-office.ts';

/** An account of the form that Twilio's have, of nobody; the number is one of its own for tries. */
const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`;
const NUMBER = '+15005550006';

/**
 * Lets the tenant send email and short messages, and tells its own server what happens: all by way of the post office.
 * Putting the same again changes nothing; a post office at another port takes over.
 */
export async function giveProviders(tower: Tower, office: PostOffice): Promise<void> {
  await Promise.all([
    tower.providers.put('mail', {
      kind: 'resend',
      baseUrl: office.url,
      apiKey: 're_demo',
      from: { email: 'hello@demo.example.com', name: 'Tower demo' },
    }),
    tower.providers.put('text', {
      kind: 'twilio',
      baseUrl: office.url,
      accountSid: ACCOUNT,
      authToken: 'demo',
      from: NUMBER,
    }),
    tower.webhooks.put('app', {
      url: `${office.url}/webhook`,
      events: [
        'notification.sent',
        'notification.seen',
        'notification.clicked',
        'notification.failed',
        'preference.updated',
      ],
    }),
  ]);
}
