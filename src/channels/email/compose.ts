import type { AddressedDelivery } from '../../contract/delivery.ts';
import { DEFAULT_LOCALE } from '../../contract/locale.ts';
import type { SmtpProvider } from '../../contract/provider.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { deliveryKey } from '../delivery-key.ts';
import type { Surroundings } from '../surroundings.ts';
import { unsubscribeToken } from '../unsubscribe-token.ts';
import { innerPart } from './inner-part.ts';
import { laidOut } from './layout.ts';
import { withAbsoluteLinks } from './links.ts';
import { plainTextOf } from './plain-text.ts';
import { layoutWords } from './words.ts';

/** Whom emails of a provider come from. */
export type Sender = Pick<SmtpProvider, 'from' | 'replyTo'>;

/** An email, ready for whoever sends it. No field that becomes a header has a line break or another control character. */
export interface ComposedEmail {
  readonly from: { readonly email: string; readonly name?: string };
  readonly to: string;
  readonly replyTo?: string;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
  /** With its angle brackets: the same for every try of one ring, so that whoever got two of it shows one. */
  readonly messageId: string;
  /** The hash in it: what providers that take one know a repeat by. */
  readonly key: string;
}

/**
 * The email of a delivery: what its type says in emails, else its title, body and links; in the layout of the tenant or
 * the built-in one; as HTML and as text. One that is not urgent can be unsubscribed from with one click (RFC 8058) when
 * the deployment has an origin.
 */
export function composeEmail(delivery: AddressedDelivery, sender: Sender, around: Surroundings): ComposedEmail {
  const { message, address } = delivery;
  const origin = originOf(around);
  const locale = message.locale ?? around.locale ?? DEFAULT_LOCALE;
  const links = linksOf(delivery, around, origin);
  const own = innerPart(message, origin, layoutWords(locale));
  const html = message.email?.html === undefined ? own.html : withAbsoluteLinks(message.email.html, origin);
  const subject = oneLine(message.email?.subject ?? message.title, MOST_SUBJECT) || oneLine(message.type, MOST_SUBJECT);
  const preview = oneLine(
    message.email?.preview ?? (message.email?.html === undefined ? message.body : ''),
    MOST_PREVIEW,
  );
  const text = message.email?.text ?? (message.email?.html === undefined ? own.text : plainTextOf(html));
  const name = sender.from.name === undefined ? '' : oneLine(sender.from.name, MOST_NAME);
  const key = sha256Hex(JSON.stringify([around.tenant, deliveryKey(delivery)])).slice(0, 40);
  return {
    from: { email: oneWord(sender.from.email), ...(name === '' ? {} : { name }) },
    to: oneWord(address.endpoint),
    ...(sender.replyTo === undefined ? {} : { replyTo: oneWord(sender.replyTo) }),
    subject,
    html: laidOut({ content: html, subject, preview, locale, ...links }, around.partials),
    text: [text, ...footerOf(links, locale)].join('\n\n'),
    headers: headersOf(message.type, links.unsubscribe),
    messageId: `<${key}@${domainOf(sender.from.email)}>`,
    key,
  };
}

/** Characters. */
const MOST_SUBJECT = 200;
const MOST_PREVIEW = 300;
const MOST_NAME = 100;
/** A line of a header has 998 characters at most (RFC 5322, 2.1.1); less its name and brackets. */
const MOST_LINK = 970;

/** A text as one line of a header: white space of any kind is a space, control characters go. */
export function oneLine(text: string, most: number): string {
  const line = text
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length <= most ? line : `${[...line].slice(0, most - 1).join('')}…`;
}

/** An address or a domain, which has no spaces; what breaks out of a header goes. */
function oneWord(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Zl}\p{Zp}<>]+/gu, '');
}

function domainOf(email: string): string {
  return oneWord(email).split('@').at(-1)?.toLowerCase() || 'localhost';
}

interface Links {
  readonly unsubscribe?: string;
  readonly preferences?: string;
}

function linksOf(
  { member, message, urgent }: AddressedDelivery,
  around: Surroundings,
  origin: string | undefined,
): Links {
  if (origin === undefined) return {};
  const of = { tenant: around.tenant, member, type: message.type, channel: 'email' };
  const page = `${origin}/v1/unsubscribe/${unsubscribeToken(of, around.tokenKey)}`;
  // Nobody unsubscribes from account security, and ids of the longest kind make a line that mail servers refuse.
  const isOffered = !urgent && !message.mandatory && page.length <= MOST_LINK;
  return { ...(isOffered ? { unsubscribe: page } : {}), preferences: `${page}#preferences` };
}

function footerOf({ unsubscribe, preferences }: Links, locale: string): string[] {
  const words = layoutWords(locale);
  const lines = [
    ...(unsubscribe === undefined ? [] : [`${words.unsubscribe}: ${unsubscribe}`]),
    ...(preferences === undefined || unsubscribe !== undefined ? [] : [`${words.preferences}: ${preferences}`]),
  ];
  return lines.length === 0 ? [] : [`-- \n${lines.join('\n')}`];
}

function headersOf(type: string, unsubscribe: string | undefined): Readonly<Record<string, string>> {
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Tower-Type': encodeURIComponent(type.toWellFormed()),
    ...(unsubscribe === undefined
      ? {}
      : { 'List-Unsubscribe': `<${unsubscribe}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  };
}

/** TOWER_ORIGIN without what may follow its host. */
function originOf({ origin }: Surroundings): string | undefined {
  if (origin === undefined || !URL.canParse(origin)) return undefined;
  const url = new URL(origin);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.origin : undefined;
}
