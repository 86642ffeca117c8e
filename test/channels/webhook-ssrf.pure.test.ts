import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendWebhook } from '../../src/channels/webhook/send-webhook.ts';
import { tellOnce } from '../../src/channels/webhook/tell.ts';
import { WebhookDefinition } from '../../src/contract/webhook.ts';
import { newWebhookSecret, sealWebhookSecret } from '../../src/registry/webhooks.ts';
import { type InsideServer, insideServer } from '../support/inside-server.ts';
import { TRICKS, trickOf } from './ssrf-tricks.ts';
import { around, aWebhookDelivery, aWebhookProvider } from './webhook-samples.ts';

const HOST = 'hooks.example.com';
const KEYS = { TOWER_SECRETS_KEY: 'a key of this test that is long enough' };
const secret = sealWebhookSecret(KEYS, 'test', 'crm', newWebhookSecret());
const definition = WebhookDefinition.parse({ url: `https://${HOST}/`, events: ['notification.sent'] });
const message = { type: 'notification.sent', timestamp: '2026-11-22T08:00:00Z', data: { member: 'ada' } } as const;
let inside: InsideServer;

beforeAll(async () => {
  inside = await insideServer();
});
afterAll(() => inside.close());

const ways = {
  notify: async (url: string, hosts: readonly string[], allow = '') => {
    const provider = { ...aWebhookProvider(`https://${HOST}/`), url };
    const outcome = await sendWebhook(aWebhookDelivery(), provider, around(allow, { hosts }));
    return 'reason' in outcome ? outcome.reason : outcome.kind;
  },
  tell: async (url: string, hosts: readonly string[], allow = '') => {
    const webhook = { name: 'crm', definition: { ...definition, url }, state: { secret } };
    return (await tellOnce(KEYS, webhook, { id: 'msg_1', message }, around(allow, { hosts }))).failure;
  },
};

/** Public names that look like another one are public names: who lists all of them has them all. */
const INWARD = TRICKS.filter(([trick]) => !trick.startsWith('a look-alike'));

describe('an address that no server of the tenant is at', () => {
  test.for(TRICKS)('%s: %j gets no packet', async ([, template], { expect }) => {
    const url = trickOf(template, inside.port, HOST);
    for (const way of [ways.notify, ways.tell]) expect(await way(url, [HOST])).toMatch(/^url must/);
    expect(inside.connections()).toBe(0);
  });

  test.for(INWARD)(
    '%s: %j gets none either of a tenant that takes every public name',
    async ([, template], { expect }) => {
      const url = trickOf(template, inside.port, HOST);
      for (const way of [ways.notify, ways.tell]) expect(await way(url, ['*'])).toMatch(/^url must/);
      expect(inside.connections()).toBe(0);
    },
  );

  test('the listener of this test is there: one that is allowed is connected to', async ({ expect }) => {
    const allow = `127.0.0.1:${inside.port}`;
    for (const way of [ways.notify, ways.tell])
      expect(await way(`http://${allow}/`, [], allow)).toMatch(/network-error/);
    expect(inside.connections()).toBeGreaterThan(0);
  });
});
