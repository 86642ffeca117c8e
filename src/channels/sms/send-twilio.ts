import type { AddressedDelivery, DeliveryOutcome } from '../../contract/delivery.ts';
import type { TwilioProvider } from '../../contract/provider.ts';
import { type Asked, ask, outcomeOfAsked } from '../ask.ts';
import { laterAfter, type Try } from '../back-off.ts';
import { statusUrl } from '../callbacks/callback-token.ts';
import { deliveryKey } from '../delivery-key.ts';
import type { Surroundings } from '../surroundings.ts';
import { smsText } from './sms-text.ts';
import { isAccountFault, isQueueFull, numberFault } from './twilio-codes.ts';

/**
 * One try to send a short message through Twilio's API, or through whoever speaks as it does. What becomes of it later is
 * called back, when this deployment has an address. Twilio knows no ids of its callers, so a try that was not answered may
 * be sent twice; it says itself that it does not know.
 */
export async function sendTwilio(
  delivery: AddressedDelivery,
  provider: TwilioProvider,
  around: Surroundings,
): Promise<DeliveryOutcome> {
  const { accountSid, authToken, baseUrl } = provider;
  if (authToken === undefined) return { kind: 'refused', reason: 'no auth token is kept', fault: 'provider' };
  const text = smsText(delivery.message);
  if (text === '') return { kind: 'refused', reason: 'there is nothing to say' };
  const asked = await ask(
    `${baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${accountSid}/Messages.json`,
    {
      method: 'POST',
      headers: {
        Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`,
        'Content-Type': 'application/x-www-form-urlencoded',
        Accept: 'application/json',
      },
      body: formOf(delivery, text, provider, around).toString(),
    },
    TWILIO_HOSTS,
    around,
  );
  const { attempt } = delivery;
  return outcomeOf(asked, { attempt, now: around.now, key: deliveryKey(delivery) });
}

export const TWILIO_HOSTS: readonly string[] = ['api.twilio.com'];

/** s; how long Twilio may keep a message in its queue: not less than it can hold to, not more than it takes. */
const VALIDITY = { least: 5, most: 14_400 };

function formOf(
  { member, notification, device, address, expiresAt }: AddressedDelivery,
  text: string,
  { accountSid, from }: TwilioProvider,
  { tenant, origin, tokenKey, now }: Surroundings,
): URLSearchParams {
  const form = new URLSearchParams({ To: address.endpoint, Body: text });
  form.set(/^MG[0-9a-fA-F]{32}$/.test(from) ? 'MessagingServiceSid' : 'From', from);
  if (origin !== undefined) {
    form.set(
      'StatusCallback',
      statusUrl(origin, { tenant, account: accountSid, member, notification, device }, tokenKey),
    );
  }
  const seconds = Math.ceil(((expiresAt ?? Number.POSITIVE_INFINITY) - now) / 1_000);
  if (seconds < VALIDITY.most) form.set('ValidityPeriod', String(Math.max(VALIDITY.least, seconds)));
  return form;
}

/** Its words are not repeated: they like to name the number. */
function outcomeOf(asked: Asked, attempted: Try): DeliveryOutcome {
  const { sid, code } = asked.kind === 'answer' ? answerOf(asked.body) : {};
  const plain: Asked = asked.kind === 'answer' ? { ...asked, body: '' } : asked;
  const usual = outcomeOfAsked(plain, attempted);
  if (usual.kind === 'sent') return sid === undefined ? usual : { kind: 'sent', reference: sid };
  if (usual.kind !== 'refused' || code === undefined) return usual;
  const reason = `twilio-${code}`;
  const suppress = numberFault(code);
  if (suppress !== undefined) return { kind: 'gone', reason, suppress };
  if (isQueueFull(code)) return laterAfter(reason, attempted);
  const isProviders = usual.fault === 'provider' || isAccountFault(code);
  return isProviders ? { kind: 'refused', reason, fault: 'provider' } : { kind: 'refused', reason };
}

/** The id of a message that was taken, or the code of why it was not. */
function answerOf(body: string): { readonly sid?: string; readonly code?: number } {
  try {
    const { sid, code } = JSON.parse(body) as { readonly sid?: unknown; readonly code?: unknown };
    return {
      ...(typeof sid === 'string' && /^[A-Za-z0-9]{2,64}$/.test(sid) ? { sid } : {}),
      ...(typeof code === 'number' && Number.isInteger(code) ? { code } : {}),
    };
  } catch {
    return {};
  }
}
