import { setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendSmtp } from '../../src/channels/email/send-smtp.ts';
import type { SmtpProvider } from '../../src/contract/provider.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { selfSigned } from '../support/self-signed.ts';
import { aMessage, anEmail, anSmtp, around, TO } from './email-samples.ts';

const localhost = selfSigned('localhost');
const stranger = selfSigned('mail.stranger.example');
let plain: MailServer;
let startTls: MailServer;
let tls: MailServer;
let otherName: MailServer;
let withoutTls: MailServer;

beforeAll(async () => {
  setDefaultCACertificates([localhost.cert, stranger.cert]);
  [plain, startTls, tls, otherName, withoutTls] = await Promise.all([
    startMailServer({ hideSTARTTLS: true }),
    startMailServer({ ...localhost, allowInsecureAuth: false, authOptional: false }),
    startMailServer({ ...localhost, secure: true, authOptional: false }),
    startMailServer({ ...stranger }),
    startMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
  ]);
});
afterAll(() => Promise.all([plain, startTls, tls, otherName, withoutTls].map((server) => server.close())));

/** To the server, by `localhost`, which is the name of its certificate. */
const send = (server: MailServer, more: Partial<SmtpProvider> = {}, delivery = anEmail()) =>
  sendSmtp(delivery, anSmtp(server.port, { host: 'localhost', ...more }), around(`localhost:${server.port}`));
const password = { username: 'tower', password: 'a password' };

describe('an email over SMTP, as a mail program reads it', () => {
  test('happy: subject, sender, recipient, both texts and the headers', async ({ expect }) => {
    expect(await send(plain)).toEqual({ kind: 'sent', reference: expect.stringMatching(/^mail-\d+$/) });
    const mail = plain.received.at(-1);
    expect(mail?.envelope).toEqual({ from: 'news@tower.example', to: [TO] });
    expect(mail?.parsed).toMatchObject({
      subject: 'Bob wrote to you',
      from: { value: [{ address: 'news@tower.example', name: 'Tower' }] },
      to: { value: [{ address: TO, name: '' }] },
    });
    expect(mail?.parsed.text).toContain('Hello Ada\n\nhttps://tower.example.com/inbox/1');
    expect(mail?.parsed.html).toContain('href="https://tower.example.com/inbox/1"');
    expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.parsed.headers.get('x-tower-type')).toBe('post');
    expect(mail?.raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/m);
    expect(mail?.parsed.messageId).toMatch(/^<[0-9a-f]{40}@tower\.example>$/);
    expect(mail?.parsed.date?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  test('edge: every script, long lines and leading dots arrive as they were', async ({ expect }) => {
    const title = `Grüße 👋 из Москвы, ${'ありがとう'.repeat(20)}`;
    const body = `.\n..\n.leading\n${'long '.repeat(600)}end\n\n${'x'.repeat(3_000)}`;
    const name = 'Türme & Söhne, “Ltd.”';
    const more = { from: { email: 'news@tower.example', name }, replyTo: 'hilfe@tower.example' };
    await send(plain, more, anEmail({ message: aMessage({ title, body, url: '' }) }));
    const mail = plain.received.at(-1);
    expect(mail?.parsed.subject).toBe(title);
    expect(mail?.parsed.from?.value).toEqual([{ address: 'news@tower.example', name }]);
    expect(mail?.parsed.replyTo?.value).toEqual([{ address: 'hilfe@tower.example', name: '' }]);
    expect(mail?.parsed.text).toContain(`${title}\n\n${body}`);
    // RFC 5322, 2.1.1: no line of a message is longer than 998 bytes, and headers are ASCII.
    for (const line of mail?.raw.split('\r\n') ?? []) expect(line.length).toBeLessThanOrEqual(998);
    expect(mail?.raw.split('\r\n\r\n')[0]).toMatch(/^[\x20-\x7e\r\n\t]*$/);
  });

  test('edge: each try of a ring has the Message-ID of the first; another ring has another', async ({ expect }) => {
    await send(plain);
    await send(plain, {}, anEmail({ attempt: 3 }));
    await send(plain, {}, anEmail({ ring: 1, message: aMessage({ again: true }) }));
    await send(plain, {}, anEmail({ member: 'bob' }));
    const ids = plain.received.slice(-4).map(({ parsed }) => parsed.messageId);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
  });
});

describe('the way to the server', () => {
  test('happy: STARTTLS, then the password', async ({ expect }) => {
    expect(await send(startTls, { security: 'starttls', ...password })).toMatchObject({ kind: 'sent' });
    expect(startTls.received.at(-1)).toMatchObject({ secure: true, user: 'tower' });
  });

  test('happy: TLS from the first byte', async ({ expect }) => {
    expect(await send(tls, { security: 'tls', ...password })).toMatchObject({ kind: 'sent' });
    expect(tls.received.at(-1)).toMatchObject({ secure: true, user: 'tower' });
  });

  test.for([
    ['AUTH PLAIN', ['PLAIN']],
    ['AUTH LOGIN', ['LOGIN']],
  ] as const)('happy: %s', async ([, authMethods], { expect }) => {
    const server = await startMailServer({ hideSTARTTLS: true, authMethods: [...authMethods], authOptional: false });
    expect(await send(server, password)).toMatchObject({ kind: 'sent' });
    expect(server.received[0]?.user).toBe('tower');
    await server.close();
  });

  test('refusal: a wrong password is the provider’s fault, and is not repeated in the reason', async ({ expect }) => {
    const outcome = await send(startTls, { security: 'starttls', username: 'tower', password: 'wrong-password' });
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider', reason: expect.stringMatching(/^smtp-535/) });
    expect(JSON.stringify(outcome)).not.toContain('wrong-password');
  });

  test('refusal: a server that has no STARTTLS gets no password and no message', async ({ expect }) => {
    const outcome = await send(withoutTls, { security: 'starttls', ...password });
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider' });
    expect(withoutTls.received).toEqual([]);
  });

  test.for(['starttls', 'tls'] as const)(
    'refusal: another name in the certificate (%s)',
    async (security, { expect }) => {
      const server = security === 'tls' ? await startMailServer({ ...stranger, secure: true }) : otherName;
      expect(await send(server, { security, ...password })).toMatchObject({ kind: 'later' });
      expect(server.received).toEqual([]);
      if (server !== otherName) await server.close();
    },
  );

  test.for([
    ['10.0.0.1', 587, 'starttls'],
    ['169.254.169.254', 25, 'none'],
    ['mail.example.com', 587, 'starttls'],
    ['2130706433', 587, 'starttls'],
    ['0x7f.1', 587, 'starttls'],
    ['[::ffff:127.0.0.1]', 587, 'starttls'],
    ['localhost', 1, 'none'],
    ['user@smtp.resend.com', 587, 'starttls'],
    ['smtp.resend.com/x', 587, 'starttls'],
    ['smtp.resend.com', 25, 'starttls'],
    ['smtp.resend.com', 587, 'none'],
  ] as const)('refusal: %s:%s (%s) is not spoken to', async ([host, port, security], { expect }) => {
    const outcome = await sendSmtp(anEmail(), anSmtp(port, { host, security }), around());
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider', reason: expect.stringMatching(/^host /) });
  });
});
