import { describe, test } from 'vitest';
import { sendCloudflare } from '../../src/channels/email/send-cloudflare.ts';
import { sendResend } from '../../src/channels/email/send-resend.ts';
import { chaosServer } from '../support/chaos-server.ts';
import { anEmail, aResend, around, cloudflare, FROM } from './email-samples.ts';

describe('an API that speaks as Resend does', () => {
  test('happy: what it is told', async ({ expect }) => {
    const server = await chaosServer();
    const provider = {
      ...aResend(`${server.url}/`),
      replyTo: 'help@tower.example',
      from: { ...FROM, name: 'A "B" \\ C' },
    };
    await sendResend(anEmail(), provider, around(server.allow));
    const [request] = server.requests;
    expect(request).toMatchObject({ method: 'POST', path: '/emails' });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer re_a_secret',
      'idempotency-key': expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    expect(JSON.parse(request?.body ?? '')).toEqual({
      from: '"A \\"B\\" \\\\ C" <news@tower.example>',
      to: ['ada@example.com'],
      reply_to: 'help@tower.example',
      subject: 'Bob wrote to you',
      html: expect.stringContaining('<!doctype html>'),
      text: expect.stringContaining('Hello Ada'),
      headers: expect.objectContaining({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
      tags: expect.arrayContaining([{ name: 'tower_type', value: 'post' }]),
    });
    await server.close();
  });

  test('refusal: an API that is elsewhere is not asked', async ({ expect }) => {
    for (const baseUrl of ['https://api.resend.com.evil.example', 'http://api.resend.com', 'https://10.0.0.1'])
      expect(await sendResend(anEmail(), aResend(baseUrl), around())).toMatchObject({
        ...{ kind: 'refused', fault: 'provider', reason: expect.stringMatching(/^url must/) },
      });
  });
});

describe('Cloudflare’s own sending', () => {
  /** The binding, as far as it is used: no deployment is needed to see what it is handed and what its errors mean. */
  const binding = (send: (email: EmailMessageBuilder) => Promise<EmailSendResult>) =>
    around('', { email: { send } as SendEmail, timeout: 100 });

  test('happy: what it is handed', async ({ expect }) => {
    const handed: EmailMessageBuilder[] = [];
    const outcome = await sendCloudflare(
      anEmail(),
      cloudflare,
      binding(async (email) => {
        handed.push(email);
        return { messageId: 'm-1' };
      }),
    );
    expect(outcome).toEqual({ kind: 'sent', reference: 'm-1' });
    expect(handed[0]).toMatchObject({ from: FROM, to: 'ada@example.com', subject: 'Bob wrote to you' });
    // Any other header is refused there.
    for (const name of Object.keys(handed[0]?.headers ?? {}))
      expect(name).toMatch(/^(X-[\w-]+|Auto-Submitted|List-Unsubscribe(-Post)?)$/);
  });

  test.for([
    ['E_RECIPIENT_SUPPRESSED', { kind: 'gone' }],
    ['E_RATE_LIMIT_EXCEEDED', { kind: 'later', unsure: undefined }],
    ['E_DAILY_LIMIT_EXCEEDED', { kind: 'later', unsure: undefined }],
    ['E_SENDER_NOT_VERIFIED', { kind: 'refused', fault: 'provider' }],
    ['E_SENDER_DOMAIN_NOT_AVAILABLE', { kind: 'refused', fault: 'provider' }],
    ['E_RECIPIENT_NOT_ALLOWED', { kind: 'refused', fault: 'provider' }],
    ['E_HEADER_NOT_ALLOWED', { kind: 'refused', fault: undefined }],
    ['E_CONTENT_TOO_LARGE', { kind: 'refused', fault: undefined }],
    ['E_INTERNAL_SERVER_ERROR', { kind: 'later', unsure: true }],
    ['', { kind: 'later', unsure: true, reason: 'unknown error' }],
  ] as const)('%s', async ([code, outcome], { expect }) => {
    const failing = binding(() => Promise.reject(Object.assign(new Error('to ada@example.com'), { code })));
    const answer = await sendCloudflare(anEmail(), cloudflare, failing);
    expect({ unsure: undefined, fault: undefined, ...answer }).toMatchObject(outcome);
    expect(JSON.stringify(answer)).not.toContain('ada@');
  });

  test('edge: no answer, and no binding', async ({ expect }) => {
    const silent = binding(() => new Promise(() => undefined));
    expect(await sendCloudflare(anEmail(), cloudflare, silent)).toMatchObject({ kind: 'later', unsure: true });
    expect(await sendCloudflare(anEmail(), cloudflare, around())).toMatchObject({ kind: 'refused', fault: 'provider' });
  });
});
