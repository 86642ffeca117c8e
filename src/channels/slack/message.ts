import type { Message } from '../../contract/delivery.ts';
import { asLink, asWords, linkOf } from './mrkdwn.ts';

/** The body of a post to an incoming webhook. */
export interface SlackMessage {
  /** What lists and banners show; and all there is for services that know no blocks. */
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  /** Slack fetches no page that a notification leads to. */
  readonly unfurl_links: false;
  readonly unfurl_media: false;
}

type SlackBlock =
  | { readonly type: 'section'; readonly text: Mrkdwn }
  | { readonly type: 'context'; readonly elements: readonly Mrkdwn[] };

/** `verbatim`: nothing in it is made a link or a mention because it looks like one. */
interface Mrkdwn {
  readonly type: 'mrkdwn';
  readonly text: string;
  readonly verbatim: true;
}

/**
 * What a notification looks like there: the title, bold and a link, above the body; and its actions as links in a line
 * below, not as buttons: Slack asks an app of its own about each click on a button, and warns the reader when there is none.
 */
export function slackMessage(message: Message, origin?: string): SlackMessage {
  const title = headline(message, origin);
  const body = asWords(message.body, MOST_BLOCK - title.length - 1);
  const words = body === '' ? title : `${title}\n${body}`;
  const actions = (message.actions ?? [])
    .slice(0, MOST_ACTIONS)
    .map((action) => ({ link: linkOf(action.url, origin), words: asWords(oneLine(action.title), MOST_ACTION) }))
    .filter(({ link, words }) => link !== undefined && words !== '')
    .map(({ link, words }) => mrkdwn(asLink(link, words)));
  return {
    text: words,
    blocks: [
      { type: 'section', text: mrkdwn(words) },
      ...(actions.length === 0 ? [] : [{ type: 'context' as const, elements: actions }]),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** Characters that a section takes: a link of at most half of it, the title, and what is left is for the body. */
const MOST_BLOCK = 3_000;
const MOST_TITLE = 300;
/** A line of context takes ten. */
const MOST_ACTIONS = 5;
const MOST_ACTION = 80;

/** The title on one line; without one the type, because a section must say something. */
function headline({ title, type, url }: Message, origin?: string): string {
  const words = asWords(oneLine(title), MOST_TITLE) || asWords(type, MOST_TITLE);
  const link = asLink(linkOf(url, origin), words);
  // A star inside would end the bold type.
  return words.includes('*') ? link : `*${link}*`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function mrkdwn(text: string): Mrkdwn {
  return { type: 'mrkdwn', text, verbatim: true };
}
