import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'vitest';
import type { Kept, Letter } from '../../scripts/world/post-office/letter.ts';
import { slackWords } from '../../scripts/world/post-office/linked.ts';
import { officePage } from '../../scripts/world/post-office/office-page.ts';
import { MOST_KEPT, makeOutbox } from '../../scripts/world/post-office/outbox.ts';
import { openPostOffice, type PostOffice } from '../../scripts/world/post-office/post-office.ts';
import { bundlesOf } from '../../scripts/world/post-office/quiet-run.ts';
import { tellDelivered } from '../../scripts/world/post-office/tell-delivered.ts';
import { encryptPush } from '../../src/channels/web-push/encrypt.ts';

const SID = `AC${'0'.repeat(32)}`;
const TEXTS = `/2010-04-01/Accounts/${SID}/Messages.json`;
const push: Letter = { channel: 'web-push', to: 'ada', urgency: 'normal', ttl: 60 };
const text: Letter = { channel: 'sms', from: '+1', to: '+2', text: 'hello', segments: 1, encoding: 'GSM-7' };

function post(office: PostOffice, path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const raw = typeof body === 'string' || body instanceof URLSearchParams || body instanceof Uint8Array;
  return fetch(`${office.url}${path}`, {
    method: 'POST',
    headers: { ...(raw ? {} : { 'content-type': 'application/json' }), ...headers },
    body: raw ? (body as BodyInit) : JSON.stringify(body),
  });
}

async function outboxOf(office: PostOffice, query = ''): Promise<readonly Kept[]> {
  const answer = await fetch(`${office.url}/outbox.json${query}`);
  return ((await answer.json()) as { items: readonly Kept[] }).items;
}

const basic = (token: string) => ({ authorization: `Basic ${Buffer.from(`${SID}:${token}`).toString('base64')}` });

describe('makeOutbox', () => {
  it('keeps the newest of each channel, so that pushes do not push out what is rare', ({ expect }) => {
    let now = 0;
    const outbox = makeOutbox(() => ++now);
    outbox.take(text, undefined);
    for (let count = 0; count < 500; count++) outbox.take(push, undefined);
    const letters = outbox.letters();
    expect(letters.length).toBeLessThanOrEqual(MOST_KEPT);
    expect(letters.at(-1)).toMatchObject({ channel: 'sms', at: 1 });
    expect(letters[0]).toMatchObject({ channel: 'web-push', at: 501 });
    expect(outbox.counts()).toMatchObject({ sms: 1, 'web-push': 500, email: 0 });
    expect(MOST_KEPT).toBe(200);
  });

  it('edge: gives a repeat the answer of the first and keeps it once; another channel may use the same key', ({
    expect,
  }) => {
    const outbox = makeOutbox();
    expect(outbox.take(text, 'one', 'key')).toBe('one');
    expect(outbox.take(text, 'two', 'key')).toBe('one');
    expect(outbox.take(push, 'three', 'key')).toBe('three');
    expect(outbox.letters()).toHaveLength(2);
  });
});

describe('bundlesOf', () => {
  const letter = (id: number, of: Letter): Kept => ({ ...of, id, at: id });

  it('puts pushes and webhooks that stand together into one run, known by what is below it', ({ expect }) => {
    const above = [letter(5, push), letter(4, { channel: 'webhook', to: 'x', type: 't', body: {} })];
    const bundles = bundlesOf([...above, letter(3, text), letter(2, push), letter(1, text)]);
    expect(bundles.map(({ id }) => id)).toEqual(['run-above-3', 3, 'run-above-1', 1]);
    expect(bundles[0]).toMatchObject({ letters: above });
  });

  it('edge: a run with nothing below it, and no letters at all', ({ expect }) => {
    expect(bundlesOf([letter(1, push)]).map(({ id }) => id)).toEqual(['run-above-nothing']);
    expect(bundlesOf([])).toEqual([]);
  });
});

describe('openPostOffice', () => {
  it('takes an email as Resend does, once for each Idempotency-Key', async ({ expect }) => {
    const office = await openPostOffice();
    const email = {
      from: 'Tower demo <hello@demo.example.com>',
      to: ['ada@example.com'],
      subject: 'bela mentioned you',
      html: '<p>Hello</p>',
      text: 'Hello',
      headers: { 'List-Unsubscribe': '<mailto:x@example.com>, <https://tower.example/v1/unsubscribe/t>' },
      tags: [{ name: 'tower_type', value: 'mention' }],
    };
    const headers = { authorization: 'Bearer re_demo', 'idempotency-key': 'one' };
    const first = (await (await post(office, '/emails', email, headers)).json()) as { id: string };
    expect(first.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await (await post(office, '/emails', email, headers)).json()).toEqual(first);
    expect(await outboxOf(office)).toMatchObject([
      {
        channel: 'email',
        to: 'ada@example.com',
        subject: 'bela mentioned you',
        text: 'Hello',
        html: '<p>Hello</p>',
        unsubscribe: 'https://tower.example/v1/unsubscribe/t',
      },
    ]);
    expect((await post(office, '/emails', email)).status).toBe(401);
    const refusal = await post(office, '/emails', { ...email, to: [] }, headers);
    expect(refusal.status).toBe(422);
    expect(await refusal.json()).toMatchObject({ name: 'validation_error', message: expect.stringContaining('to') });
  });

  it('takes a short message as Twilio does, with its segments, and tells a signed call back', async ({ expect }) => {
    const office = await openPostOffice();
    const heard = Promise.withResolvers<{ signature: string; body: string }>();
    const tower = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      heard.resolve({ signature: String(request.headers['x-twilio-signature']), body });
      response.end();
    }).listen(0, '127.0.0.1');
    await once(tower, 'listening');
    const callback = `http://127.0.0.1:${(tower.address() as AddressInfo).port}/v1/callbacks/t`;
    const form = new URLSearchParams({ To: '+15555550100', From: '+15005550006', Body: '😀'.repeat(40) });
    form.set('StatusCallback', callback);
    const answer = await post(office, TEXTS, form, basic('token'));
    expect(answer.status).toBe(201);
    const { sid } = (await answer.json()) as { sid: string };
    expect(sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(await outboxOf(office)).toMatchObject([
      { channel: 'sms', to: '+15555550100', segments: 2, encoding: 'UCS-2', text: '😀'.repeat(40) },
    ]);
    const { signature, body } = await heard.promise;
    const told = new URLSearchParams(body);
    expect(told.get('MessageStatus')).toBe('delivered');
    expect(told.get('MessageSid')).toBe(sid);
    const signed = [...told].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, value]) => name + value);
    expect(signature).toBe(
      createHmac('sha1', 'token')
        .update(callback + signed.join(''))
        .digest('base64'),
    );
    tower.close();
  });

  it('refuses a short message to no number, of nobody, or of another account', async ({ expect }) => {
    const office = await openPostOffice();
    const form = new URLSearchParams({ To: '12', From: '+15005550006', Body: 'x' });
    const wrong = await post(office, TEXTS, form, basic('token'));
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ code: 21_211 });
    expect((await post(office, TEXTS, form)).status).toBe(401);
    expect((await post(office, TEXTS.replace('AC0', 'AC1'), form, basic('token'))).status).toBe(401);
    expect(await outboxOf(office)).toEqual([]);
  });

  it('reads a push that was sealed for its phones, and takes one that was not', async ({ expect }) => {
    const office = await openPostOffice();
    const { p256dh, auth } = office.keys;
    const sealed = await encryptPush(p256dh, auth, JSON.stringify({ title: 'bela posted', body: 'Hello' }));
    expect((await post(office, '/ada', sealed, { urgency: 'high', ttl: '60' })).status).toBe(201);
    expect((await post(office, '/bela', 'not sealed')).status).toBe(201);
    const [other, own] = await outboxOf(office, '?channel=web-push');
    expect(own).toMatchObject({ to: 'ada', said: { title: 'bela posted', body: 'Hello' }, urgency: 'high', ttl: 60 });
    expect(other).toMatchObject({ to: 'bela' });
    expect(other).not.toHaveProperty('said');
  });

  it('takes posts to a Slack-compatible webhook, and webhooks once for each id', async ({ expect }) => {
    const office = await openPostOffice();
    const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*<https://t.example|bela mentioned you>*' } }];
    expect(await (await post(office, '/hook/ada', { text: 'x', blocks })).text()).toBe('ok');
    expect((await post(office, '/hook', { blocks: [] })).status).toBe(400);
    const message = { type: 'notification.sent', timestamp: '2026-01-01T00:00:00Z', data: { member: 'ada' } };
    for (let tries = 0; tries < 2; tries++) {
      expect((await post(office, '/webhook', message, { 'webhook-id': 'msg_1' })).status).toBe(204);
    }
    expect((await post(office, '/webhook', message)).status).toBe(400);
    expect(await outboxOf(office)).toMatchObject([
      { channel: 'webhook', type: 'notification.sent', body: message },
      { channel: 'slack', to: 'ada', text: '*<https://t.example|bela mentioned you>*' },
    ]);
  });

  it('answers nobody who came by another name or from a page of elsewhere, and takes nothing endless', async ({
    expect,
  }) => {
    const office = await openPostOffice();
    const status = (options: { path: string; method?: string; headers: Record<string, string> }) =>
      new Promise((resolve, reject) => {
        httpRequest({ host: '127.0.0.1', port: office.port, ...options }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on('error', reject)
          .end();
      });
    expect(await status({ path: '/', headers: { host: 'rebound.example.org' } })).toBe(403);
    expect(await status({ path: '/', headers: { host: `localhost:${office.port}` } })).toBe(200);
    expect((await post(office, '/ada', 'x', { origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await post(office, '/ada', 'x'.repeat(1_000_001))).status).toBe(413);
    expect((await fetch(`${office.url}/ada`)).status).toBe(404);
    expect((await post(office, '/a/b', 'x')).status).toBe(404);
    expect((await fetch(office.url, { method: 'DELETE' })).status).toBe(405);
    expect(await outboxOf(office)).toEqual([]);
  });
});

describe('tellDelivered', () => {
  it('calls nobody but this machine', async ({ expect }) => {
    const account = { sid: SID, token: 't' };
    const message = { sid: 'SM1', to: '+2', from: '+1' };
    // Would fail or wait if it asked anybody.
    for (const callback of ['https://tower.example.com/v1/callbacks/t', 'http://10.0.0.1/', 'no address']) {
      expect(await tellDelivered(callback, message, account, 60_000)).toBeUndefined();
    }
  });
});

describe('officePage', () => {
  const EVIL = `"><script>alert(1)</script><img src=x onerror='alert(2)'>`;
  const counts = { email: 1, sms: 1, slack: 1, 'web-push': 1, webhook: 1 };

  it('escapes whatever the world says, wherever it stands', async ({ expect }) => {
    const said: Letter[] = [
      { channel: 'email', from: EVIL, to: EVIL, subject: EVIL, text: EVIL, html: EVIL },
      { channel: 'sms', from: EVIL, to: EVIL, text: EVIL, segments: 1, encoding: 'GSM-7' },
      { channel: 'slack', to: EVIL, text: EVIL },
      { channel: 'web-push', to: EVIL, urgency: EVIL, ttl: 1, said: { title: EVIL, body: EVIL } },
      { channel: 'webhook', to: EVIL, type: EVIL, body: { text: EVIL } },
    ];
    for (const letter of said) {
      const page = await officePage({ letters: [{ ...letter, id: 1, at: 0 }], counts, channel: letter.channel });
      const [, list = ''] = /<main>(.*)<\/main>/s.exec(String(page)) ?? [];
      expect(list).not.toMatch(/<script|<img/i);
      expect(list).toContain('&lt;script&gt;');
    }
  });

  it('puts the HTML of an email into a frame that may do nothing, and makes links only of web addresses', async ({
    expect,
  }) => {
    const email: Kept = {
      channel: 'email',
      id: 1,
      at: 0,
      from: 'a',
      to: 'b',
      subject: 'c',
      html: '<a href="https://x.example">x</a>',
      text: 'See https://tower.example/?a=1&b=2, or javascript:alert(1)',
      unsubscribe: 'https://tower.example/v1/unsubscribe/t',
    };
    const page = String(await officePage({ letters: [email], counts, channel: undefined }));
    expect(page).toContain('<iframe sandbox="" loading="lazy"');
    expect(page).toContain('srcdoc="&lt;a href=&quot;https://x.example&quot;&gt;');
    expect(page).toContain('href="https://tower.example/?a=1&amp;b=2"');
    expect(page).not.toMatch(/href="javascript/);
    expect(page).toContain('href="https://tower.example/v1/unsubscribe/t"');
  });

  it('shows Slack’s markup as it is read', async ({ expect }) => {
    const words = await Promise.all(slackWords('*<https://t.example/?a&amp;b|Ada &amp; Bela>*\n5 &lt; 6 &amp;lt;'));
    expect(words.map(String).join('')).toBe(
      '<a href="https://t.example/?a&amp;b" target="_blank" rel="noopener noreferrer">Ada &amp; Bela</a>\n5 < 6 &lt;',
    );
  });
});
