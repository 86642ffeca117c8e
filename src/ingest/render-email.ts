import type { Content } from '../contract/activity.ts';
import type { EmailContent } from '../contract/delivery.ts';
import type { Template } from '../contract/notification-type.ts';
import type { Rendered } from '../platform/liquid/engine.ts';
import { htmlOf } from '../platform/liquid/html.ts';
import { textOf } from './templates/text.ts';

/** What a member's row keeps of each text, in characters; HTML is never cut, it is left out when it is longer. */
const MOST = { subject: 200, preview: 300, html: 20_000, text: 10_000, sms: 1_000 } as const;

/** Makes a text, or nothing when that fails, which is told: see `renderContent`. */
type Tried = <Value>(what: string, write: () => Value) => Value | undefined;

/**
 * What a type says in an email and in a short message, filled in. Subject and preview are one line, values in HTML are
 * text of it (see `htmlOf`). What cannot be rendered is not there: it is made of title and body when it is sent.
 */
export function messageTexts(
  { email, sms }: Pick<Template, 'email' | 'sms'>,
  render: (source: string) => Rendered[],
  tried: Tried,
): Pick<Content, 'email' | 'sms'> {
  if (!email && sms === undefined) return {};
  const of = (what: string, source: string | undefined, write: (parts: Rendered[]) => string) =>
    source === undefined || source === '' ? undefined : tried(what, () => write(render(source)) || undefined);
  const texts: EmailContent = withoutMissing({
    subject: of('email.subject', email?.subject, (parts) => textOf(parts.map(inOneLine), MOST.subject, false).trim()),
    preview: of('email.preview', email?.preview, (parts) => textOf(parts.map(inOneLine), MOST.preview, false).trim()),
    html: of('email.html', email?.html, (parts) => notLonger(htmlOf(parts), MOST.html)),
    text: of('email.text', email?.text, (parts) => textOf(parts, MOST.text, false)),
  });
  return withoutMissing({
    email: Object.keys(texts).length === 0 ? undefined : texts,
    sms: of('sms', sms, (parts) => textOf(parts, MOST.sms, false).trim()),
  });
}

function inOneLine(part: Rendered): Rendered {
  if ('literal' in part) return { literal: part.literal.replace(BREAKS, ' ') };
  return 'value' in part ? { value: part.value.replace(BREAKS, ' ') } : part;
}

/** Line ends, of Unicode too, and other white space beside them. */
const BREAKS = /[\s\p{Zl}\p{Zp}]*[\r\n\t\v\f\p{Zl}\p{Zp}][\s\p{Zl}\p{Zp}]*/gu;

function notLonger(html: string, most: number): string {
  if (html.length > most) throw new Error(`it has more than ${most} characters`);
  return html;
}

type Present<Of> = { readonly [Key in keyof Of]?: Exclude<Of[Key], undefined> };

function withoutMissing<Of extends object>(of: Of): Present<Of> {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as Present<Of>;
}
