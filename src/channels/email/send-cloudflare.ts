import type { DeliveryOutcome } from '../../contract/delivery.ts';
import type { CloudflareEmailProvider } from '../../contract/provider.ts';
import { laterAfter, type Try } from '../back-off.ts';
import { deliveryKey } from '../delivery-key.ts';
import { type Send, TIME_OUT } from '../surroundings.ts';
import { type ComposedEmail, composeEmail } from './compose.ts';

/** One try through Cloudflare’s own sending, by the deployment’s `send_email` binding. */
export const sendCloudflare: Send<CloudflareEmailProvider> = async (delivery, provider, around) => {
  if (!around.email) {
    return { kind: 'refused', reason: 'the deployment has no send_email binding named EMAIL', fault: 'provider' };
  }
  const attempted = { attempt: delivery.attempt, now: around.now, key: deliveryKey(delivery) };
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), around.timeout ?? TIME_OUT);
  try {
    const sending = around.email.send(builderOf(composeEmail(delivery, provider, around)));
    const result = await Promise.race([sending, late.promise]);
    if (result) return { kind: 'sent', reference: result.messageId };
    sending.catch(() => undefined);
    return { ...laterAfter('time-out', attempted), unsure: true };
  } catch (error) {
    return outcomeOfCode(codeOf(error), attempted);
  } finally {
    clearTimeout(timer);
  }
};

function builderOf({ from, to, replyTo, subject, html, text, headers, key }: ComposedEmail): EmailMessageBuilder {
  return {
    from: from.name === undefined ? from.email : { email: from.email, name: from.name },
    to,
    ...(replyTo === undefined ? {} : { replyTo }),
    subject,
    html,
    text,
    // It makes a Message-ID of its own and takes no other; and only an https address to unsubscribe.
    headers: { ...withoutPlainHttp(headers), 'X-Tower-Key': key },
  };
}

function withoutPlainHttp(headers: ComposedEmail['headers']): Record<string, string> {
  const isPlain = headers['List-Unsubscribe']?.startsWith('<http:') ?? false;
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !isPlain || !name.startsWith('List-')));
}

/** What Cloudflare’s error codes mean; what is not known may be over tomorrow, and may have been taken. */
function outcomeOfCode(code: string, attempted: Try): DeliveryOutcome {
  if (code === 'E_RECIPIENT_SUPPRESSED') return { kind: 'gone', reason: code };
  if (LATER.has(code)) return laterAfter(code, attempted);
  if (PROVIDERS.has(code)) return { kind: 'refused', reason: code, fault: 'provider' };
  if (/^E_(?:HEADER|VALIDATION|FIELD|TOO_MANY|CONTENT)/.test(code)) return { kind: 'refused', reason: code };
  return { ...laterAfter(code, attempted), unsure: true };
}

const LATER: ReadonlySet<string> = new Set(['E_RATE_LIMIT_EXCEEDED', 'E_DAILY_LIMIT_EXCEEDED', 'E_DELIVERY_FAILED']);
const PROVIDERS: ReadonlySet<string> = new Set([
  'E_RECIPIENT_NOT_ALLOWED',
  'E_SENDER_DOMAIN_NOT_AVAILABLE',
  'E_SENDER_NOT_VERIFIED',
]);

function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^E_[A-Z_]{2,60}$/.test(code) ? code : 'unknown error';
}
