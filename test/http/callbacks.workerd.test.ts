import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, test, vi } from 'vitest';
import { isSuppressed } from '../../src/audience/suppressions.ts';
import { callbackUrl, statusUrl } from '../../src/channels/callbacks/callback-token.ts';
import { messageTags } from '../../src/channels/callbacks/message-tags.ts';
import { ProviderDefinition } from '../../src/contract/provider.ts';
import { sealSecrets } from '../../src/registry/providers.ts';
import { aDelivered } from '../channels/suppression-samples.ts';
import { ACCOUNT, AUTH_TOKEN } from '../channels/twilio-samples.ts';
import { bindings, newTenant, type TestTenant, until, worker } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

const PHONE = '+15005550006';
const MAIL = 'ada@example.com';
const SIGNING = `whsec_${Buffer.from('a signing secret of some length').toString('base64')}`;
const KINDS = {
  texts: { kind: 'twilio', accountSid: ACCOUNT, from: '+15005550001' },
  mails: { kind: 'resend', from: { email: 'tower@example.com' } },
  smtp: { kind: 'smtp', host: 'mail.example.com', from: { email: 'tower@example.com' } },
} as const;
const SECRETS = {
  texts: { authToken: AUTH_TOKEN },
  mails: { apiKey: 'key', signingSecret: SIGNING },
  smtp: {},
} as const;
type Name = keyof typeof KINDS;

/** A tenant with providers whose secrets are sealed in its registry. */
async function tenantWith(...names: Name[]): Promise<TestTenant> {
  const tenant = await newTenant();
  for (const name of names) await putProvider(tenant, name);
  return tenant;
}

async function putProvider(tenant: TestTenant, name: Name, more: object = {}) {
  await tenant.of.tenant().putProvider({
    ...{ name, updatedAt: Date.now() },
    definition: ProviderDefinition.parse({ ...KINDS[name], ...more }),
    sealed: sealSecrets(bindings, tenant.name, name, { ...SECRETS[name] }),
  });
}

/** What the provider's console would be told to call. */
const urlOf = (tenant: TestTenant, name: string) =>
  callbackUrl(bindings.TOWER_ORIGIN ?? '', tenant.name, name, bindings.TOWER_TOKEN_KEY);

async function post(url: string, body: string | URLSearchParams, headers: Record<string, string> = {}) {
  const path = url.slice(new URL(url).origin.length);
  const response = await worker().fetch(`https://tower.test${path}`, { method: 'POST', body, headers });
  return { status: response.status, type: response.headers.get('Content-Type'), text: await response.text() };
}

/** As Twilio posts a form and signs it. */
function fromTwilio(url: string, told: Record<string, string>, authToken = AUTH_TOKEN) {
  const form = new URLSearchParams(told);
  const text =
    url +
    [...form.keys()]
      .sort()
      .map((name) => name + form.get(name))
      .join('');
  return post(url, form, { 'X-Twilio-Signature': createHmac('sha1', authToken).update(text).digest('base64') });
}
const says = (url: string, Body: string) =>
  fromTwilio(url, { From: PHONE, To: '+15005550001', SmsStatus: 'received', MessageSid: 'SM1', Body });

/** As Resend posts an event and signs it. */
function fromResend(url: string, type: string, data: object, secret = SIGNING) {
  const body = JSON.stringify({ type, created_at: new Date().toISOString(), data });
  const now = new Date();
  return post(url, body, {
    'Content-Type': 'application/json',
    'svix-id': 'msg_1',
    'svix-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'svix-signature': new Webhook(secret).sign('msg_1', now, body),
  });
}

/** Address and reason of those that are suppressed, of all addresses that these tests name. */
async function listed(tenant: TestTenant) {
  const asked = [PHONE, MAIL, 'bob@example.com'].map(async (address) => {
    const channel = address === PHONE ? 'sms' : 'email';
    return isSuppressed(tenant.of, channel, address);
  });
  return (await Promise.all(asked)).flatMap((row) => (row ? [[row.address, row.reason]] : []));
}

describe('what members answer', () => {
  test('happy: STOP suppresses the number, START releases it; Twilio is answered with nothing to say', async ({
    expect,
  }) => {
    const tenant = await tenantWith('texts');
    const url = urlOf(tenant, 'texts');
    for (let time = 0; time < 2; time++) {
      expect(await says(url, 'Stop')).toEqual({
        ...{ status: 200, type: 'text/xml' },
        text: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
      });
      expect(await listed(tenant)).toEqual([[PHONE, 'stop']]);
    }
    expect((await says(url, 'HELP')).status).toBe(200);
    expect(await listed(tenant)).toEqual([[PHONE, 'stop']]);
    expect((await says(url, 'START')).status).toBe(200);
    expect(await listed(tenant)).toEqual([]);
  });

  test('edge: a provider that is turned off is listened to still; the query of the address is signed as well', async ({
    expect,
  }) => {
    const tenant = await newTenant();
    await putProvider(tenant, 'texts', { enabled: false });
    expect((await says(`${urlOf(tenant, 'texts')}?from=console`, 'STOP')).status).toBe(200);
    expect(await listed(tenant)).toEqual([[PHONE, 'stop']]);
  });

  test('START does not lift what an operator said', async ({ expect }) => {
    const tenant = await tenantWith('texts');
    await tenant.ask('PUT', '/v1/suppressions', { body: [{ channel: 'sms', address: PHONE }] });
    await says(urlOf(tenant, 'texts'), 'START');
    expect(await listed(tenant)).toEqual([[PHONE, 'manual']]);
  });
});

describe('what became of a message', () => {
  const sent = (tenant: TestTenant, notification: string, member = 'ada', device = 'sms') =>
    statusUrl(
      bindings.TOWER_ORIGIN ?? '',
      { tenant: tenant.name, account: ACCOUNT, member, notification, device },
      bindings.TOWER_TOKEN_KEY,
    );
  const status = (url: string, MessageStatus: string, more: Record<string, string> = {}) =>
    fromTwilio(url, { MessageSid: 'SM1', To: PHONE, From: '+15005550001', MessageStatus, ...more });

  /** A member with something that was sent to them on a channel. */
  async function withSent(tenant: TestTenant, channel: 'sms' | 'email') {
    await tenant.of.member('ada').putProfile({ phone: PHONE, email: MAIL }, Date.now());
    return { id: await aDelivered(tenant.of.member('ada'), channel) };
  }

  test('happy: that it arrived is noted with the delivery once; a repeat changes nothing', async ({ expect }) => {
    const tenant = await tenantWith('texts');
    const { id } = await withSent(tenant, 'sms');
    for (const each of ['sent', 'delivered', 'delivered']) {
      expect((await status(sent(tenant, id), each)).status, each).toBe(200);
    }
    const { notifications } = (await tenant.of.member('ada').export()) as unknown as {
      notifications: { id: string; deliveries: { device: string; arrivedAt?: number }[] }[];
    };
    const row = notifications.find((each) => each.id === id);
    expect(row?.deliveries).toMatchObject([{ device: 'sms', arrivedAt: expect.any(Number) }]);
    expect(await listed(tenant)).toEqual([]);
  });

  test('a number that does not exist is suppressed, with the member of the message; one out of reach is not', async ({
    expect,
  }) => {
    const tenant = await tenantWith('texts');
    await status(sent(tenant, 'n'), 'undelivered', { ErrorCode: '30003' });
    expect(await listed(tenant)).toEqual([]);
    await status(sent(tenant, 'n'), 'undelivered', { ErrorCode: '30005' });
    const found = await isSuppressed(tenant.of, 'sms', PHONE);
    expect(found).toMatchObject({ address: PHONE, reason: 'invalid', members: [{ member: 'ada' }] });
  });

  test('edge: of a member or a message that is not known nothing is kept', async ({ expect }) => {
    const tenant = await tenantWith('texts');
    expect((await status(sent(tenant, '01KAJ5Q0M00000000000000000', 'nobody'), 'delivered')).status).toBe(200);
    expect((await status(sent(tenant, 'no id', 'nobody'), 'delivered')).status).toBe(200);
    expect((await tenant.ask('GET', '/v1/members')).json.items).toEqual([]);
  });

  test('an email that arrived is noted by its tags', async ({ expect }) => {
    const tenant = await tenantWith('mails');
    const { id } = await withSent(tenant, 'email');
    const tags = messageTags({ member: 'ada', notification: id, device: 'email' });
    expect((await fromResend(urlOf(tenant, 'mails'), 'email.delivered', { to: [MAIL], tags })).status).toBe(200);
    const deliveries = await until(
      async () => JSON.stringify(await tenant.of.member('ada').export()),
      (text) => text.includes('arrivedAt'),
    );
    expect(deliveries).toContain(id);
  });
});

describe('bounces and complaints', () => {
  test('happy: for good, they suppress the address; again, they change nothing', async ({ expect }) => {
    const tenant = await tenantWith('mails');
    const url = urlOf(tenant, 'mails');
    expect((await fromResend(url, 'email.bounced', { to: [MAIL], bounce: { type: 'Transient' } })).status).toBe(200);
    expect(await listed(tenant)).toEqual([]);
    for (let time = 0; time < 2; time++) {
      const told = { to: ['Ada@Example.com'], bounce: { type: 'Permanent', subType: 'General', message: 'x' } };
      expect(await fromResend(url, 'email.bounced', told)).toMatchObject({ status: 200, text: '' });
      expect(await listed(tenant)).toEqual([[MAIL, 'bounce']]);
    }
    await fromResend(url, 'email.complained', { to: [MAIL] });
    expect(await listed(tenant)).toEqual([[MAIL, 'complaint']]);
    for (const type of ['email.opened', 'email.clicked', 'contact.created']) {
      expect((await fromResend(url, type, { to: ['bob@example.com'] })).status).toBe(200);
    }
    expect(await listed(tenant)).toHaveLength(1);
  });
});

describe('who may call back', () => {
  test('security: nobody without the provider’s signature', async ({ expect }) => {
    const tenant = await tenantWith('texts', 'mails', 'smtp');
    const [texts, mails] = [urlOf(tenant, 'texts'), urlOf(tenant, 'mails')];
    const form = { From: PHONE, Body: 'STOP', SmsStatus: 'received' };
    const told = { to: [MAIL] };
    const answers = [
      await post(texts, new URLSearchParams(form)),
      await post(texts, new URLSearchParams(form), { 'X-Twilio-Signature': 'x' }),
      await fromTwilio(texts, form, 'another token'),
      await fromTwilio(mails, form),
      await fromTwilio(urlOf(tenant, 'smtp'), form),
      await fromTwilio(urlOf(tenant, 'nobody'), form),
      await fromResend(mails, 'email.complained', told, `whsec_${btoa('another secret')}`),
      await fromResend(texts, 'email.complained', told),
      await post(mails, '{}', { 'Content-Type': 'application/json' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
    for (const { type, text } of answers) {
      expect(type).toBe('application/problem+json');
      expect(text).not.toContain(PHONE);
    }
    expect(await listed(tenant)).toEqual([]);
  });

  test('security: a signature for another address is none: another tenant, provider or host', async ({ expect }) => {
    const [tenant, other] = [await tenantWith('texts'), await tenantWith('texts')];
    const form = new URLSearchParams({ From: PHONE, Body: 'STOP', SmsStatus: 'received' });
    const sign = (url: string) => {
      const text =
        url +
        [...form.keys()]
          .sort()
          .map((name) => name + form.get(name))
          .join('');
      return { 'X-Twilio-Signature': createHmac('sha1', AUTH_TOKEN).update(text).digest('base64') };
    };
    const url = urlOf(tenant, 'texts');
    const elsewhere = url.replace('tower.example.com', 'tower.test');
    expect((await post(urlOf(other, 'texts'), form, sign(url))).status).toBe(401);
    expect((await post(url, form, sign(elsewhere))).status).toBe(401);
    expect((await post(url, form, sign(url))).status).toBe(200);
    expect(await listed(other)).toEqual([]);
  });

  test('refusal: a token that is forged, cut or of another deployment; a body without end', async ({ expect }) => {
    const tenant = await tenantWith('texts');
    const url = urlOf(tenant, 'texts');
    const foreign = callbackUrl(bindings.TOWER_ORIGIN ?? '', tenant.name, 'texts', 'another key');
    for (const each of ['x', 'x.y', `${url.split('/').at(-1)}x`, foreign.split('/').at(-1)]) {
      const forged = `${bindings.TOWER_ORIGIN}/v1/callbacks/${each}`;
      expect((await says(forged, 'STOP')).status, each).toBe(401);
    }
    expect((await post(url, `Body=${'x'.repeat(300_000)}`)).status).toBe(413);
    expect(await listed(tenant)).toEqual([]);
  });

  test('no log names an address or a secret', async ({ expect }) => {
    const logged: unknown[] = [];
    for (const method of ['log', 'info', 'warn', 'error'] as const) {
      vi.spyOn(console, method).mockImplementation((...words) => void logged.push(...words));
    }
    const tenant = await tenantWith('texts', 'mails');
    await says(urlOf(tenant, 'texts'), 'STOP');
    await fromTwilio(urlOf(tenant, 'texts'), { From: PHONE, Body: 'STOP' }, 'wrong');
    await fromResend(urlOf(tenant, 'mails'), 'email.bounced', { to: [MAIL] });
    const text = JSON.stringify(logged);
    for (const secret of [PHONE, MAIL, AUTH_TOKEN, SIGNING]) expect(text).not.toContain(secret);
  });
});
