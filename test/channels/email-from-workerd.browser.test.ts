import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { SmtpProvider } from '../../src/contract/provider.ts';
import { type ChaosServer, chaosServer } from '../support/chaos-server.ts';
import type { EmailOrder } from '../support/email-worker.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { selfSigned } from '../support/self-signed.ts';
import { type ScriptedServer, startScriptedServer } from '../support/smtp-script.ts';
import type { RunningWorker } from '../support/workerd.ts';
import { aMessage, anEmail, anSmtp, aResend, around, TO } from './email-samples.ts';

const localhost = selfSigned('localhost');
const stranger = selfSigned('mail.stranger.example');
const folder = mkdtempSync(join(tmpdir(), 'tower-'));
let worker: RunningWorker;
let plain: MailServer;
let startTls: MailServer;
let tls: MailServer;
let otherName: MailServer;
let unknown: MailServer;
let scripted: ScriptedServer;
let http: ChaosServer;

beforeAll(async () => {
  // What workerd trusts beside the authorities that everybody does; it is read when the runtime is loaded.
  const trusted = join(folder, 'trusted.pem');
  writeFileSync(trusted, localhost.cert + stranger.cert);
  process.env.NODE_EXTRA_CA_CERTS = trusted;
  const { startWorker } = await import('../support/workerd.ts');
  worker = await startWorker('email-worker.toml');
  const withAuth = { allowInsecureAuth: false, authOptional: false };
  [plain, startTls, tls, otherName, unknown] = await Promise.all([
    startMailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }),
    startMailServer({ ...localhost, ...withAuth }),
    startMailServer({ ...localhost, ...withAuth, secure: true }),
    startMailServer({ ...stranger, ...withAuth }),
    startMailServer({ ...selfSigned('localhost'), ...withAuth }),
  ]);
  [scripted, http] = await Promise.all([startScriptedServer(), chaosServer()]);
});
afterAll(async () => {
  await worker.close();
  await Promise.all([plain, startTls, tls, otherName, unknown, scripted, http].map((server) => server.close()));
  rmSync(folder, { recursive: true });
});

const password = { username: 'tower', password: 'a password' };

function send(port: number, more: Partial<SmtpProvider> = {}, delivery = anEmail(), timeout = 5_000) {
  const provider = anSmtp(port, { host: 'localhost', ...more });
  const order: EmailOrder = { delivery, provider, around: around(`localhost:${port}`, { timeout }) };
  return worker.post(order);
}

describe('emails from workerd over the real network', () => {
  test('happy: plain, on this machine', async ({ expect }) => {
    const message = aMessage({ title: 'Grüße 👋', body: `.\n..dots\n${'ü'.repeat(2_000)}` });
    expect(await send(plain.port, {}, anEmail({ message }))).toEqual({ kind: 'sent', reference: 'mail-1' });
    expect(plain.received[0]).toMatchObject({
      parsed: { subject: 'Grüße 👋', text: expect.stringContaining(message.body), html: expect.any(String) },
      envelope: { from: 'news@tower.example', to: [TO] },
    });
  });

  test('happy: STARTTLS and TLS, then the password', async ({ expect }) => {
    expect(await send(startTls.port, { security: 'starttls', ...password })).toMatchObject({ kind: 'sent' });
    expect(await send(tls.port, { security: 'tls', ...password })).toMatchObject({ kind: 'sent' });
    expect([...startTls.received, ...tls.received]).toMatchObject([
      { secure: true, user: 'tower' },
      { secure: true, user: 'tower' },
    ]);
  });

  test('refusal: neither password nor message goes where the certificate is of another name or unknown', async ({
    expect,
  }) => {
    for (const server of [otherName, unknown]) {
      const outcome = await send(server.port, { security: 'starttls', ...password });
      expect(outcome).toMatchObject({ kind: 'later' });
      expect(outcome).not.toHaveProperty('unsure');
      expect(server.received).toEqual([]);
    }
    const outcome = await send(plain.port, { security: 'starttls', ...password });
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider' });
  });

  test('refusal: a wrong password', async ({ expect }) => {
    const outcome = await send(startTls.port, { security: 'starttls', username: 'tower', password: 'wrong' });
    expect(outcome).toMatchObject({ kind: 'refused', fault: 'provider' });
  });

  test.for([
    ['no such mailbox', { RCPT: '550 5.1.1 no' }, { kind: 'gone' }],
    ['greylisting', { RCPT: '450 4.2.0 wait' }, { kind: 'later' }],
    ['a reset before the end', { DATA: 'reset' }, { kind: 'later' }],
    ['a reset after the end', { message: 'reset' }, { kind: 'later', unsure: true }],
    ['silence after the end', { message: 'silence' }, { kind: 'later', unsure: true }],
    ['silence at the door', { greeting: 'silence' }, { kind: 'later' }],
    ['a drip', { EHLO: 'drip' }, { kind: 'later' }],
    ['an endless reply', { EHLO: 'flood' }, { kind: 'later' }],
  ] as const)('edge: %s', async ([, script, outcome], { expect }) => {
    scripted.play(script);
    const started = performance.now();
    const answer = await send(scripted.port, {}, anEmail(), 500);
    expect(answer).toMatchObject(outcome);
    if (!('unsure' in outcome)) expect(answer).not.toHaveProperty('unsure');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('edge: a server that is not there', async ({ expect }) => {
    const gone = await startScriptedServer();
    await gone.close();
    const outcome = await send(gone.port, {}, anEmail(), 2_000);
    expect(outcome).toMatchObject({ kind: 'later' });
    expect(outcome).not.toHaveProperty('unsure');
  });

  test('happy: HTML as text, and an API over HTTP', async ({ expect }) => {
    expect(await worker.post({ html: '<h1>Hi &amp; you</h1><p>See <a href="https://a.example/">this</a></p>' })).toBe(
      'Hi & you\n\nSee this [https://a.example/]',
    );
    http.answerWith({ status: 200, body: { id: 'a-1' } });
    const order: EmailOrder = { delivery: anEmail(), provider: aResend(http.url), around: around(http.allow) };
    expect(await worker.post(order)).toEqual({ kind: 'sent', reference: 'a-1' });
  });
});
