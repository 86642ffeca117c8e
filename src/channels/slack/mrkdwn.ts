import { cut } from '../cut.ts';

/**
 * A text of somebody else as words and nothing but words in Slack's mrkdwn: its three control characters are written as
 * entities, so it can make no link, no mention of a person or channel and no `<!channel>`. An `@` that a service which
 * speaks as Slack does could take for a mention is followed by a space of no width. At most `most` characters as written.
 */
export function asWords(text: string, most: number): string {
  return written(cut(readable(text), most, (part) => written(part).length));
}

/** A link with its words; the words alone when there is nowhere to go. `link` is absolute, by http or https. */
export function asLink(link: string | undefined, words: string): string {
  return link === undefined ? words : `<${link}|${words}>`;
}

/**
 * Where a link of a notification leads, spelled so that it can stand in mrkdwn; paths of the app are of `origin`. Undefined
 * when that is nowhere, nothing that is opened by http, or so long that there would be no room for words.
 */
export function linkOf(url: string, origin?: string): string | undefined {
  if (url === '' || !URL.canParse(url, origin)) return undefined;
  const leadsTo = new URL(url, origin);
  if (!/^https?:$/.test(leadsTo.protocol) || leadsTo.username !== '' || leadsTo.password !== '') return undefined;
  // What is no address by http is a path of the app; browsers know more than one spelling of another host.
  const isAddress = /^https?:\/\//i.test(url);
  if (!isAddress && origin !== undefined && leadsTo.origin !== new URL(origin).origin) return undefined;
  const link = leadsTo.href.replace(/[<>|&"'`*]/g, (character) => ESCAPES[character] ?? encodeURIComponent(character));
  return link.length <= MOST_LINK ? link : undefined;
}

/** Characters of a link. */
const MOST_LINK = 1_500;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', "'": '%27', '*': '%2A' };

/** Control characters and marks that turn the direction of what follows are none of a text's business. */
function readable(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(MENTION, `@${NO_WIDTH}`);
}

const NO_WIDTH = '\u200b';
/** An `@` that begins a word, so not that of an email address; before what calls everybody any. */
const MENTION = /(?<![\w.+-])@(?=\w)|@(?=(?:all|channel|everyone|group|here)\b)/gi;

function written(text: string): string {
  return text.replace(/[&<>]/g, (character) => (character === '&' ? '&amp;' : character === '<' ? '&lt;' : '&gt;'));
}
