import { createHmac } from 'node:crypto';
import { afterEach, describe, test, vi } from 'vitest';
import { callbackUrl } from '../../src/channels/callbacks/callback-token.ts';
import { smsText } from '../../src/channels/sms/sms-text.ts';
import { ProviderDefinition } from '../../src/contract/provider.ts';
import { providersChanged, sealSecrets } from '../../src/registry/providers.ts';
import { bindings, newTenant, type TestTenant, until, worker } from '../http/world.ts';
import { ACCOUNT, AUTH_TOKEN } from './twilio-samples.ts';

afterEach(() => void vi.unstubAllGlobals());

const PHONE = '+15005550006';
const SID = `SM${'0123456789abcdef'.repeat(2)}`;
type Form = Record<string, string>;

/** A tenant whose type `text` goes out by SMS through Twilio, and members who have this number. */
async function tenantWith(...members: string[]): Promise<TestTenant> {
  const tenant = await newTenant();
  await tenant.of.tenant().putProvider({
    ...{ name: 'texts', updatedAt: Date.now() },
    definition: ProviderDefinition.parse({ kind: 'twilio', accountSid: ACCOUNT, from: '+15005550001' }),
    sealed: sealSecrets(bindings, tenant.name, 'texts', { authToken: AUTH_TOKEN }),
  });
  providersChanged(tenant.name);
  const template = { title: '{{actor}} wrote', sms: '{{payload.text}}' };
  await tenant.ask('PUT', '/v1/types/text', {
    body: { class: 'transactional', channels: ['in-app', 'sms'], template },
  });
  for (const id of members) await tenant.ask('PUT', `/v1/members/${id}`, { body: { phone: PHONE } });
  return tenant;
}

/** Twilio answers so; gives the forms that it was posted. */
function twilioSays(answer: (form: Form) => { readonly status: number; readonly body: object }): Form[] {
  const forms: Form[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (!url.startsWith('https://api.twilio.com/')) throw new Error('nobody else is asked');
    const form = Object.fromEntries(new URLSearchParams(String(init.body)));
    forms.push(form);
    const { status, body } = answer(form);
    return Response.json(body, { status });
  });
  return forms;
}
const takes = () => ({ status: 201, body: { sid: SID, status: 'queued' } });

/** Writes to a member; gives how the deliveries of that event ended. */
async function write(tenant: TestTenant, member: string, text = 'Hello'): Promise<Record<string, number>> {
  const data = { actor: 'eve', recipients: [member], payload: { text } };
  const body = { id: crypto.randomUUID(), source: 'test', type: 'text', data };
  const { json } = await tenant.ask('POST', '/v1/events', { body });
  return countsOf(tenant, String(json.id), (counts) => Object.keys(counts).length > 0);
}

async function countsOf(tenant: TestTenant, id: string, isIt: (counts: Record<string, number>) => boolean) {
  const read = async () => {
    const { deliveries } = (await tenant.ask('GET', `/v1/events/${id}`)).json;
    return (deliveries ?? {}) as unknown as Record<string, number>;
  };
  return until(read, isIt);
}

/** As Twilio posts and signs it. */
async function callBack(url: string, told: Form): Promise<number> {
  const form = new URLSearchParams(told);
  const text =
    url +
    [...form.keys()]
      .sort()
      .map((name) => name + form.get(name))
      .join('');
  const signature = createHmac('sha1', AUTH_TOKEN).update(text).digest('base64');
  const path = url.slice(new URL(url).origin.length);
  const headers = { 'X-Twilio-Signature': signature };
  return (await worker().fetch(`https://tower.test${path}`, { method: 'POST', body: form, headers })).status;
}

describe('a short message from the event to the phone', () => {
  test('happy: it is sent as its type says, and counted as arrived when Twilio calls back', async ({ expect }) => {
    const forms = twilioSays(takes);
    const tenant = await tenantWith('ada');
    const id = crypto.randomUUID();
    const data = { actor: 'eve', recipients: ['ada'], payload: { text: 'Your code is 123' } };
    const { json } = await tenant.ask('POST', '/v1/events', { body: { id, source: 'test', type: 'text', data } });
    await countsOf(tenant, String(json.id), (counts) => counts.sent === 1);
    expect(forms).toMatchObject([{ To: PHONE, From: '+15005550001', Body: 'Your code is 123' }]);
    const status = { MessageSid: SID, MessageStatus: 'delivered', To: PHONE };
    for (let time = 0; time < 2; time++) expect(await callBack(String(forms[0]?.StatusCallback), status)).toBe(200);
    const counts = await countsOf(tenant, String(json.id), ({ arrived }) => arrived !== undefined);
    expect(counts).toEqual({ sent: 1, arrived: 1 });
  });

  test('who said STOP is written to no more, by whatever name; START, and they are again', async ({ expect }) => {
    const forms = twilioSays(takes);
    const tenant = await tenantWith('ada', 'bob');
    const url = callbackUrl(bindings.TOWER_ORIGIN ?? '', tenant.name, 'texts', bindings.TOWER_TOKEN_KEY);
    expect(await write(tenant, 'ada')).toEqual({ sent: 1 });
    expect(await callBack(url, { From: PHONE, SmsStatus: 'received', Body: 'STOP' })).toBe(200);
    expect(await write(tenant, 'ada')).toEqual({ gone: 1 });
    expect(await write(tenant, 'bob')).toEqual({ gone: 1 });
    expect(forms).toHaveLength(1);
    expect(
      (await tenant.ask('GET', `/v1/suppressions?channel=sms&address=${encodeURIComponent(PHONE)}`)).json.items,
    ).toMatchObject([{ members: ['bob', 'ada'] }]);
    expect(await callBack(url, { From: PHONE, SmsStatus: 'received', Body: 'START' })).toBe(200);
    expect(await write(tenant, 'ada')).toEqual({ sent: 1 });
    expect(await write(tenant, 'bob')).toEqual({ sent: 1 });
    expect(forms).toHaveLength(3);
  });

  test('what Twilio refuses for the number’s sake is asked once, whoever has the number', async ({ expect }) => {
    const forms = twilioSays(() => ({ status: 400, body: { code: 21610, message: `${PHONE} has unsubscribed` } }));
    const tenant = await tenantWith('ada', 'bob');
    expect(await write(tenant, 'ada')).toEqual({ gone: 1 });
    expect(await write(tenant, 'bob')).toEqual({ gone: 1 });
    expect(forms).toHaveLength(1);
    const list = (await tenant.ask('GET', `/v1/suppressions?channel=sms&address=${encodeURIComponent(PHONE)}`)).json;
    expect(list.items).toMatchObject([{ reason: 'stop', members: ['bob', 'ada'] }]);
    twilioSays(takes);
    await tenant.ask('DELETE', '/v1/suppressions', { body: [{ channel: 'sms', address: PHONE }] });
    expect(await write(tenant, 'ada')).toEqual({ sent: 1 });
  });
});

test('texts are counted and cut in workerd as in Node', ({ expect }) => {
  const said = { title: '', body: '', url: '', sms: `${'Ein “Wort” – '.repeat(80)}https://app.example/1` };
  const text = smsText(said, 2);
  expect(text).toMatch(/^Ein "Wort" - .*\.\.\. https:\/\/app\.example\/1$/);
  expect(text.length).toBeGreaterThan(290);
  expect(text.length).toBeLessThanOrEqual(306);
});
