import { randomBytes } from 'node:crypto';
import { SegmentedMessage } from 'sms-segments-calculator';
import type { Handed, Reply } from './counter.ts';
import { type Account, tellDelivered } from './tell-delivered.ts';

/** Where Twilio takes messages. */
export const TEXTS = /^\/2010-04-01\/Accounts\/(AC[0-9a-fA-F]{32})\/Messages\.json$/;

/** A short message, as Twilio takes it. That it has arrived is called back, as Twilio does. */
export function takeText({ path, headers, body, outbox }: Handed): Reply {
  const account = accountOf(headers.authorization);
  if (!account || account.sid !== TEXTS.exec(path)?.[1]) return refused(401, 20_003, 'Authenticate');
  const form = new URLSearchParams(body.toString('utf8'));
  const [to, from, text] = [form.get('To'), form.get('From') ?? form.get('MessagingServiceSid'), form.get('Body')];
  if (!to || !/^\+[1-9]\d{6,14}$/.test(to)) return refused(400, 21_211, "The 'To' number is not a valid phone number.");
  if (!from) return refused(400, 21_603, "A 'From' phone number is required.");
  if (!text) return refused(400, 21_602, 'Message body is required.');
  const { segmentsCount, encodingName } = new SegmentedMessage(text);
  const encoding = encodingName === 'UCS-2' ? 'UCS-2' : 'GSM-7';
  const sid = `SM${randomBytes(16).toString('hex')}`;
  outbox.take({ channel: 'sms', from, to, text, segments: segmentsCount, encoding }, sid);
  const callback = form.get('StatusCallback');
  return {
    status: 201,
    body: {
      sid,
      account_sid: account.sid,
      to,
      from,
      body: text,
      status: 'queued',
      num_segments: String(segmentsCount),
      error_code: null,
    },
    ...(callback && { after: () => tellDelivered(callback, { sid, to, from }, account) }),
  };
}

/** Of basic authentication (RFC 7617). */
function accountOf(authorization = ''): Account | undefined {
  const [scheme, encoded = ''] = authorization.split(' ');
  const [, sid, token] = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return scheme === 'Basic' && sid !== undefined && token !== undefined ? { sid, token } : undefined;
}

function refused(status: number, code: number, message: string): Reply {
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}
