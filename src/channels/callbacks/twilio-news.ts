import { PHONE_NUMBER } from '../../contract/suppression.ts';
import { numberFault } from '../sms/twilio-codes.ts';
import type { CallbackNews } from './news.ts';

/**
 * What a form of Twilio's tells: a message that somebody sent to the tenant's number, or what became of one that was sent
 * to them. HELP is answered by Twilio itself, and so are STOP and START, which it obeys for the number they were sent to;
 * here they hold for all the tenant sends.
 */
export function twilioNews(form: URLSearchParams): readonly CallbackNews[] {
  const status = form.get('MessageStatus') ?? form.get('SmsStatus') ?? '';
  if (status !== '' && status !== 'received') return statusNews(form, status);
  const address = form.get('From') ?? '';
  if (!PHONE_NUMBER.test(address)) return [];
  switch (wordOf(form)) {
    case 'stop':
      return [{ kind: 'suppress', channel: 'sms', address, reason: 'stop' }];
    case 'start':
      return [{ kind: 'release', channel: 'sms', address }];
    case undefined:
      return [];
  }
}

/** The words that Twilio takes for the like in a message of one word: "stop please" is none. */
const STOP_WORDS: ReadonlySet<string> = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'REVOKE',
  'OPTOUT',
]);
const START_WORDS: ReadonlySet<string> = new Set(['START', 'UNSTOP', 'YES']);

/** A messaging service with words of its own in any language says what it took the message for. */
function wordOf(form: URLSearchParams): 'stop' | 'start' | undefined {
  const taken = form.get('OptOutType')?.toLowerCase();
  if (taken === 'stop' || taken === 'start') return taken;
  const word = (form.get('Body') ?? '').trim().toUpperCase();
  if (STOP_WORDS.has(word)) return 'stop';
  return START_WORDS.has(word) ? 'start' : undefined;
}

function statusNews(form: URLSearchParams, status: string): readonly CallbackNews[] {
  if (status === 'delivered' || status === 'read') return [{ kind: 'arrived' }];
  if (status !== 'failed' && status !== 'undelivered') return [];
  const address = form.get('To') ?? '';
  const reason = numberFault(Number(form.get('ErrorCode')));
  return reason !== undefined && PHONE_NUMBER.test(address)
    ? [{ kind: 'suppress', channel: 'sms', address, reason }]
    : [];
}
