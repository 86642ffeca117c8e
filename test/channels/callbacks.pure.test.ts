import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, test } from 'vitest';
import { callbackUrl, readCallbackToken, statusUrl, urlOf } from '../../src/channels/callbacks/callback-token.ts';
import { messageOfTags, messageTags } from '../../src/channels/callbacks/message-tags.ts';
import { resendNews } from '../../src/channels/callbacks/resend-news.ts';
import { twilioNews } from '../../src/channels/callbacks/twilio-news.ts';
import { isSignedByTwilio } from '../../src/channels/callbacks/twilio-signature.ts';
import { signToken } from '../../src/channels/signed-token.ts';

const SENT = { tenant: 'acme', account: 'AC1', member: 'ada', notification: 'n', device: 'sms' };
const tokenIn = (url: string) => url.slice(url.lastIndexOf('/') + 1);

describe('the address of a call back', () => {
  test('happy: of a provider, and of one message; the same whenever it is made', ({ expect }) => {
    const url = callbackUrl('https://tower.example.com/', 'acme', 'main', 'secret');
    expect(url).toMatch(/^https:\/\/tower\.example\.com\/v1\/callbacks\/[\w.-]+$/);
    expect(callbackUrl('https://tower.example.com', 'acme', 'main', 'secret')).toBe(url);
    expect(urlOf('https://tower.example.com', tokenIn(url))).toBe(url);
    expect(readCallbackToken(tokenIn(url), 'secret')).toEqual({ kind: 'provider', tenant: 'acme', provider: 'main' });
    const status = tokenIn(statusUrl('https://tower.example.com', SENT, 'secret'));
    expect(readCallbackToken(status, 'secret')).toEqual({ kind: 'status', ...SENT });
  });

  test('security: forged, cut, of another purpose or another deployment, it is none', ({ expect }) => {
    const token = tokenIn(callbackUrl('https://t.example', 'acme', 'main', 'secret'));
    const [body = '', signature = ''] = token.split('.');
    const forged = Buffer.from(JSON.stringify([253_370_764_800, 'other', 'main'])).toString('base64url');
    const faults = [
      '',
      'x',
      '.',
      body,
      `${body}.`,
      `${forged}.${signature}`,
      `${token}x`,
      `${token}.x`,
      token.slice(1),
    ];
    for (const fault of faults) expect(readCallbackToken(fault, 'secret'), fault).toBeUndefined();
    expect(readCallbackToken(token, 'another secret')).toBeUndefined();
    for (const purpose of ['report', 'renewal', 'unsubscribe'] as const) {
      const other = signToken(purpose, ['acme', 'main'], Date.UTC(9999, 0), 'secret');
      expect(readCallbackToken(other, 'secret')).toBeUndefined();
    }
    const short = signToken('callback', ['acme', 'main', 'ada'], Date.UTC(9999, 0), 'secret');
    expect(readCallbackToken(short, 'secret')).toBeUndefined();
  });
});

describe('Twilio’s signature', { timeout: 60_000 }, () => {
  const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
  const formFrom = (number: string) =>
    new URLSearchParams({
      Digits: '1234',
      To: '+18005551212',
      From: number,
      Caller: number,
      CallSid: 'CA1234567890ABCDE',
    });

  test.for([
    ['+14158675310', 'GvWf1cFY/Q7PnoempGyD5oXAezc='],
    ['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ] as const)('happy: the examples of its documents and of its libraries: %s', ([number, signature], { expect }) => {
    expect(isSignedByTwilio(url, formFrom(number), signature, '12345')).toBe(true);
  });

  test('edge: with and without the port, as its libraries take it', ({ expect }) => {
    const form = formFrom('+14158675310');
    const signature = 'GvWf1cFY/Q7PnoempGyD5oXAezc=';
    expect(isSignedByTwilio('https://mycompany.com:8443/myapp.php?foo=1&bar=2', form, signature, '12345')).toBe(true);
    const made = createHmac('sha1', '12345').update('https://mycompany.com:443/x').digest('base64');
    expect(isSignedByTwilio('https://mycompany.com/x', new URLSearchParams(), made, '12345')).toBe(true);
  });

  test('refusal: another URL, another value, one more or one less, another token, another signature', ({ expect }) => {
    const form = formFrom('+14158675310');
    const signature = 'GvWf1cFY/Q7PnoempGyD5oXAezc=';
    const changed = (change: (form: URLSearchParams) => void) => {
      const other = new URLSearchParams(form);
      change(other);
      return other;
    };
    expect(isSignedByTwilio(`${url}&x`, form, signature, '12345')).toBe(false);
    expect(isSignedByTwilio(url.replace('https', 'http'), form, signature, '12345')).toBe(false);
    expect(
      isSignedByTwilio(
        url,
        changed((each) => each.set('Digits', '1235')),
        signature,
        '12345',
      ),
    ).toBe(false);
    expect(
      isSignedByTwilio(
        url,
        changed((each) => each.append('Extra', '1')),
        signature,
        '12345',
      ),
    ).toBe(false);
    expect(
      isSignedByTwilio(
        url,
        changed((each) => each.delete('Digits')),
        signature,
        '12345',
      ),
    ).toBe(false);
    expect(isSignedByTwilio(url, form, signature, '12346')).toBe(false);
    for (const none of ['', 'GvWf1cFY', `${signature.slice(0, -2)}A=`, 'ж', 'null']) {
      expect(isSignedByTwilio(url, form, none, '12345'), none).toBe(false);
    }
  });

  test('law: what is signed as its documents say passes, whatever it says', ({ expect }) => {
    const words = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
    fc.assert(
      fc.property(fc.dictionary(words, words), fc.string({ minLength: 1 }), (told, secret) => {
        const form = new URLSearchParams(told);
        const names = [...form.keys()].sort();
        const text = `https://t.example/x${names.map((name) => name + form.get(name)).join('')}`;
        const signature = createHmac('sha1', secret).update(text).digest('base64');
        expect(isSignedByTwilio('https://t.example/x', form, signature, secret)).toBe(true);
      }),
    );
  });
});

describe('what Twilio tells', () => {
  const from = (Body: string, more: Record<string, string> = {}) =>
    twilioNews(new URLSearchParams({ From: '+15005550006', To: '+15005550001', SmsStatus: 'received', Body, ...more }));
  const STOP = [{ kind: 'suppress', channel: 'sms', address: '+15005550006', reason: 'stop' }];
  const START = [{ kind: 'release', channel: 'sms', address: '+15005550006' }];

  test.for(['STOP', 'stop', ' Stop\n', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'])(
    '%j stops',
    (word, { expect }) => expect(from(word)).toEqual(STOP),
  );
  test.for(['START', 'unstop', 'Yes '])('%j starts', (word, { expect }) => expect(from(word)).toEqual(START));
  test.for(['HELP', 'INFO', 'please stop', 'STOP IT', 'stopp', 'no', '', 'S T O P', 'ＳＴＯＰ'])(
    '%j is a message like any other',
    (word, { expect }) => expect(from(word)).toEqual([]),
  );

  test('a messaging service with words of its own says what it took it for', ({ expect }) => {
    expect(from('ARRET', { OptOutType: 'STOP' })).toEqual(STOP);
    expect(from('OUI', { OptOutType: 'START' })).toEqual(START);
    expect(from('AIDE', { OptOutType: 'HELP' })).toEqual([]);
  });

  test.for(['whatsapp:+15005550006', '', '12345', 'ADA', '+0123'])(
    'edge: %j is no number that is kept',
    (From, { expect }) => {
      expect(from('STOP', { From })).toEqual([]);
    },
  );

  const status = (MessageStatus: string, ErrorCode = '') =>
    twilioNews(
      new URLSearchParams({ MessageStatus, SmsStatus: MessageStatus, ErrorCode, To: '+15005550006', Body: 'STOP' }),
    );

  test('what became of a message: arrived, or never will', ({ expect }) => {
    for (const each of ['queued', 'accepted', 'sending', 'sent', 'canceled']) expect(status(each), each).toEqual([]);
    expect(status('delivered')).toEqual([{ kind: 'arrived' }]);
    for (const code of ['30005', '30006', '21614']) {
      expect(status('undelivered', code)).toEqual([{ ...STOP[0], reason: 'invalid' }]);
    }
    expect(status('failed', '21610')).toEqual(STOP);
    for (const code of ['30003', '30004', '30007', '30008', '', 'x'])
      expect(status('undelivered', code), code).toEqual([]);
  });
});

describe('what Resend tells', () => {
  const SECRET = `whsec_${Buffer.from('a signing secret of some length').toString('base64')}`;
  const signed = (body: string, at = new Date(), prefix = 'svix', secret = SECRET) =>
    new Headers({
      [`${prefix}-id`]: 'msg_1',
      [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1_000)),
      [`${prefix}-signature`]: `v1,bm9uZQ== ${new Webhook(secret).sign('msg_1', at, body)}`,
    });
  const event = (type: string, data: object) => JSON.stringify({ type, created_at: '2026-11-22T08:00:00Z', data });
  const news = (body: string) => resendNews(body, signed(body), SECRET);
  const suppressed = (reason: string) => [{ kind: 'suppress', channel: 'email', address: 'ada@example.com', reason }];
  const to = ['ada@example.com'];

  test('happy: bounces that are for good, and complaints, suppress', ({ expect }) => {
    const permanent = { type: 'Permanent', subType: 'General', message: 'no such user' };
    expect(news(event('email.bounced', { to, bounce: permanent }))).toEqual(suppressed('bounce'));
    expect(news(event('email.bounced', { to }))).toEqual(suppressed('bounce'));
    expect(news(event('email.complained', { to: ['Ada <ada@example.com>'] }))).toEqual(suppressed('complaint'));
  });

  test.for(['Transient', 'Undetermined'])('a %s bounce does not', (type, { expect }) => {
    expect(news(event('email.bounced', { to, bounce: { type } }))).toEqual([]);
  });

  test('delivered: by the tags that went along, in both of its spellings', ({ expect }) => {
    const message = { member: 'ada/ж', notification: '01KAJ5Q0M00000000000000000', device: 'email' };
    const tags = messageTags(message);
    for (const { value } of tags) expect(value).toMatch(/^[\w-]{1,256}$/);
    const record = Object.fromEntries(tags.map(({ name, value }) => [name, value]));
    for (const each of [tags, record]) {
      expect(news(event('email.delivered', { to, tags: each }))).toEqual([{ kind: 'arrived', message }]);
    }
    expect(news(event('email.delivered', { to, tags: { category: 'x' } }))).toEqual([]);
    expect(news(event('email.delivered', { to }))).toEqual([]);
    expect(messageTags({ ...message, member: 'ж'.repeat(128) })).toEqual([]);
    expect(messageOfTags({ tower_member: '', tower_notification: 'eA', tower_device: 'eA' })).toBeUndefined();
  });

  test('edge: nothing follows from the rest, nor from what is not understood', ({ expect }) => {
    const others = ['email.sent', 'email.opened', 'email.clicked', 'email.failed', 'domain.created'];
    for (const type of others) expect(news(event(type, { to })), type).toEqual([]);
    for (const body of [
      '',
      'no json',
      '[]',
      '{}',
      '{"type":"email.bounced"}',
      '{"type":"email.bounced","data":{"to":1}}',
    ]) {
      expect(news(body), body).toEqual([]);
    }
    expect(news(event('email.bounced', { to: ['no address', '', '<>'] }))).toEqual([]);
  });

  test('the names of the headers that the standard gives them', ({ expect }) => {
    const body = event('email.complained', { to });
    expect(resendNews(body, signed(body, new Date(), 'webhook'), SECRET)).toEqual(suppressed('complaint'));
  });

  test('refusal: not signed, by another secret, another body, too old, too new', ({ expect }) => {
    const body = event('email.complained', { to });
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`;
    const old = new Date(Date.now() - 301_000);
    const early = new Date(Date.now() + 302_000);
    expect(resendNews(body, new Headers(), SECRET)).toBeUndefined();
    expect(resendNews(body, signed(body, new Date(), 'svix', other), SECRET)).toBeUndefined();
    expect(resendNews(`${body} `, signed(body), SECRET)).toBeUndefined();
    expect(resendNews(body, signed(body, old), SECRET)).toBeUndefined();
    expect(resendNews(body, signed(body, early), SECRET)).toBeUndefined();
    expect(resendNews(body, signed(body), 'whsec_')).toBeUndefined();
    expect(resendNews(body, signed(body), 'no base64!')).toBeUndefined();
  });
});
