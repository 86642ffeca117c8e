import { html } from 'hono/html';
import type { EmailLetter, Kept, LetterChannel, PushLetter } from './letter.ts';
import { linked, slackWords } from './linked.ts';
import type { Markup } from './office-page.ts';

/** What one letter of each channel is called, and several; in the order of the page. */
export const CHANNEL_WORDS: Readonly<Record<LetterChannel, { readonly one: string; readonly many: string }>> = {
  email: { one: 'Email', many: 'Emails' },
  sms: { one: 'Text', many: 'Texts' },
  slack: { one: 'Slack', many: 'Slack' },
  'web-push': { one: 'Web push', many: 'Web pushes' },
  webhook: { one: 'Webhook', many: 'Webhooks' },
};

/** One letter: of which channel, to whom, when, and what it says. All of it is text of others: escaped. */
export function letterView(letter: Kept): Markup {
  return html`<article class="${letter.channel}">
<p class="line"><span class="channel">${CHANNEL_WORDS[letter.channel].one}</span> <span class="grow">${letter.to}</span> ${clock(letter.at)}</p>
${contentView(letter)}
</article>`;
}

/** A moment of today on the clock of this machine. */
export function clock(at: number): Markup {
  const moment = new Date(at);
  const words = moment.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return html`<time datetime="${moment.toISOString()}" title="${moment.toString()}">${words}</time>`;
}

function contentView(letter: Kept): Markup {
  switch (letter.channel) {
    case 'email':
      return emailView(letter);
    case 'sms':
      return html`<p class="bubble">${linked(letter.text)}</p>
<p class="small soft">${letter.segments} ${letter.segments === 1 ? 'segment' : 'segments'}, ${letter.encoding}, from ${letter.from}</p>`;
    case 'slack':
      return html`<p class="pre">${slackWords(letter.text)}</p>`;
    case 'web-push':
      return letter.said
        ? html`<h2>${letter.said.title}</h2>
${letter.said.body === '' ? '' : html`<p>${letter.said.body}</p>`}
<p class="small soft">${howLong(letter)}</p>`
        : html`<p class="soft">Sealed for a phone of an earlier start.</p>`;
    case 'webhook':
      return html`<details>
<summary><code>${letter.type}</code> ${aboutOf(letter.body)}</summary>
<pre>${JSON.stringify(letter.body, undefined, 2)}</pre>
</details>`;
  }
}

/** The HTML is in a frame that may do nothing: no script, no form, no way out. */
function emailView({ from, subject, text, html: inner, unsubscribe }: EmailLetter): Markup {
  const excerpt = text === undefined ? '' : excerptOf(text, subject);
  return html`<h2>${subject}</h2>
${excerpt === '' ? '' : html`<p class="excerpt">${excerpt}</p>`}
<p class="small soft">from ${from}</p>
${
  inner === undefined
    ? ''
    : html`<details><summary>As HTML</summary>
<iframe sandbox="" loading="lazy" referrerpolicy="no-referrer" title="${`Email: ${subject}`}" srcdoc="${inner}"></iframe></details>`
}
${text === undefined ? '' : html`<details><summary>As text</summary><p class="pre mail">${linked(text)}</p></details>`}
${unsubscribe === undefined ? '' : html`<p><a href="${unsubscribe}" target="_blank" rel="noopener noreferrer">Unsubscribe</a> <span class="small soft">as mail programs offer it</span></p>`}`;
}

function howLong({ urgency, ttl }: PushLetter): string {
  return `${urgency} urgency, kept ${lengthOf(ttl)} for a phone that is off`;
}

/** Seconds in the greatest unit that they fill. */
function lengthOf(seconds: number): string {
  const [unit, length] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  const count = Math.round(seconds / length);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Of whom and what a webhook tells, as far as it says so. */
function aboutOf(body: unknown): string {
  const { data } = (body ?? {}) as { readonly data?: Readonly<Record<string, unknown>> };
  return [data?.member, data?.type, data?.channel].filter((each) => typeof each === 'string').join(', ');
}

/** The first paragraph that says more than the subject, without links; nothing of what stands below the signature line. */
function excerptOf(text: string, subject: string): string {
  const [body = ''] = text.split(/^-- ?$/m);
  const paragraphs = body.split(/\n{2,}/).map((each) =>
    each
      .replace(/\[?https?:\/\/\S+/g, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
  const words = paragraphs.find((each) => each !== '' && each !== subject) ?? '';
  return words.length > EXCERPT ? `${words.slice(0, EXCERPT).replace(/\s\S*$/, '')} …` : words;
}
const EXCERPT = 160;
