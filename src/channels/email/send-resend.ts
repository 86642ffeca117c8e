import type { AddressedDelivery, DeliveryOutcome } from '../../contract/delivery.ts';
import type { ResendProvider } from '../../contract/provider.ts';
import { redacted } from '../answer.ts';
import { type Asked, ask, outcomeOfAsked } from '../ask.ts';
import { laterAfter, type Try } from '../back-off.ts';
import { messageTags } from '../callbacks/message-tags.ts';
import { deliveryKey } from '../delivery-key.ts';
import type { Send } from '../surroundings.ts';
import { type ComposedEmail, composeEmail } from './compose.ts';

export const RESEND_HOSTS: readonly string[] = ['api.resend.com'];

/**
 * One try through Resend (`POST /emails`). The key of the email goes along as `Idempotency-Key`: within 24 hours a repeat
 * is not sent again.
 */
export const sendResend: Send<ResendProvider> = async (delivery, provider, around) => {
  const email = composeEmail(delivery, provider, around);
  const request = {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${provider.apiKey ?? ''}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': email.key,
      'User-Agent': 'tower',
    },
    body: JSON.stringify(bodyOf(email, delivery)),
  };
  const asked = await ask(`${provider.baseUrl.replace(/\/+$/, '')}/emails`, request, RESEND_HOSTS, around);
  return outcomeOfResend(asked, { attempt: delivery.attempt, now: around.now, key: deliveryKey(delivery) });
};

function bodyOf({ from, to, replyTo, ...email }: ComposedEmail, delivery: AddressedDelivery) {
  return {
    from: mailbox(from),
    to: [to],
    ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    subject: email.subject,
    html: email.html,
    text: email.text,
    // It makes a Message-ID of its own.
    headers: { ...email.headers, 'X-Tower-Key': email.key },
    tags: [{ name: 'tower_type', value: tagOf(delivery.message.type) }, ...messageTags(delivery)],
  };
}

/** `Name <address>`: the name in quotation marks, so that nothing in it is an address. */
function mailbox({ name, email }: ComposedEmail['from']): string {
  return name === undefined ? email : `"${name.replace(/["\\]/g, '\\$&')}" <${email}>`;
}

/** An id as a tag, which takes letters, digits, `_` and `-`. */
function tagOf(id: string): string {
  return id.replace(/[^\w-]/g, '_');
}

/**
 * What its answer means: as of any API, but for what its errors are called. The same key with another body says that the
 * email was taken before, with a moment or number in it that has changed since; the same key while it is being sent says
 * to look again. Errors of a request, of its recipient too, are refused.
 */
function outcomeOfResend(asked: Asked, attempted: Try): DeliveryOutcome {
  if (asked.kind !== 'answer') return outcomeOfAsked(asked, attempted);
  const { id, name, message } = readBody(asked.body);
  const { status } = asked;
  if (status >= 200 && status < 300) return id === undefined ? { kind: 'sent' } : { kind: 'sent', reference: id };
  if (status === 409 && name === 'invalid_idempotent_request') return { kind: 'sent' };
  if (status === 409) return { ...laterAfter(`http-409 ${name}`.trim(), attempted, asked.retryAfter), unsure: true };
  const why = redacted(`http-${status} ${name}: ${message}`);
  if (status === 422 && SENDERS_FAULT.has(name)) return { kind: 'refused', reason: why, fault: 'provider' };
  // A quota of a day or a month: another provider may take it, and waiting helps.
  return outcomeOfAsked(asked, attempted);
}

/** Errors of a request that another provider would not have. */
const SENDERS_FAULT: ReadonlySet<string> = new Set([
  'invalid_from_address',
  'invalid_access',
  'invalid_region',
  'invalid_scope',
]);

function readBody(body: string): { readonly id?: string; readonly name: string; readonly message: string } {
  try {
    const { id, name, message } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    const plain = typeof name === 'string' && /^[a-z_]{1,64}$/.test(name) ? name : '';
    const reference = typeof id === 'string' && /^[\w-]{1,100}$/.test(id) ? { id } : {};
    return { ...reference, name: plain, message: typeof message === 'string' ? message : '' };
  } catch {
    return { name: '', message: '' };
  }
}
