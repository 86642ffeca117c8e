import { html } from 'hono/html';
import type { ChannelName } from '../../contract/channel.ts';
import type { TypeOutline } from '../../registry/type-outline.ts';
import { channelField } from './choice-fields.ts';
import { choicesView } from './choices-view.ts';
import { type Markup, page } from './page.ts';
import { isMuted, isSilenced, type Said, settingOf, titleOf } from './subscriptions.ts';
import type { Words } from './words.ts';

/** What has just been done, when the page answers a form of its own. */
export type Done =
  | { readonly what: 'unsubscribed'; readonly from: 'on' | 'digest' }
  | { readonly what: 'resubscribed' | 'saved' | 'unchanged' };

/** Everything that the page shows. It names no member: messages are forwarded. */
export interface UnsubscribeModel {
  readonly language: string;
  readonly words: Words;
  readonly said: Said;
  /** What the link is about. */
  readonly type: TypeOutline;
  readonly channel: ChannelName;
  /** Those that the member may know. */
  readonly types: readonly TypeOutline[];
  /** ms since the epoch */
  readonly now: number;
  readonly done?: Done;
}

/** The page of an unsubscribe link: what it is about with one button to end that, and below it everything else. */
export function unsubscribePage(model: UnsubscribeModel): Markup {
  const { language, words, said, types, type, done } = model;
  const notice = done && noticeView(done, model);
  return page(
    language,
    words.title,
    html`<h1>${words.title}</h1>
${notice}
${linkView(model)}
${types.length > 0 ? choicesView({ words, said, types, of: type.name }) : ''}`,
  );
}

/** The page for a member of whom nothing is held. */
export function gonePage(language: string, words: Words): Markup {
  return page(
    language,
    words.title,
    html`<h1>${words.title}</h1>\n<p class="notice" role="status">${words.done.gone}</p>`,
  );
}

function aboutOf({ words, type, channel }: UnsubscribeModel): string {
  return words.about(titleOf(type), channel);
}

function noticeView(done: Done, model: UnsubscribeModel): Markup {
  const { words } = model;
  switch (done.what) {
    case 'unsubscribed':
      return html`<div class="notice"><p role="status">${words.done.unsubscribed(aboutOf(model))}</p>${undoView(words, done.from)}</div>`;
    case 'resubscribed':
      return html`<p class="notice" role="status">${words.done.resubscribed(aboutOf(model))}</p>`;
    default:
      return html`<p class="notice" role="status">${words.done[done.what]}</p>`;
  }
}

/** The first card: the one thing that the link is about, and the button for it. */
function linkView(model: UnsubscribeModel): Markup {
  const { words, type, done } = model;
  const { state, button } = stateOf(model);
  return html`<section class="card" aria-labelledby="about">
<h2 id="about">${aboutOf(model)}</h2>
<p>${type.mandatory ? words.state.mandatory : state}</p>
${type.mandatory || done?.what === 'unsubscribed' ? '' : button}
</section>`;
}

function stateOf({ words, said, type, channel, now }: UnsubscribeModel): {
  readonly state: string;
  readonly button: Markup;
} {
  if (isSilenced(said.preferences, channel)) {
    return { state: words.state.nothing(channel), button: channelOnView(words, channel) };
  }
  const setting = settingOf(said, type, channel);
  if (setting === 'off') return { state: words.state.off, button: undoView(words, 'on') };
  return {
    state: isMuted(said.preferences, type, now) ? words.state.muted : words.state[setting],
    button: html`<form method="post" action="?"><button class="primary" name="action" value="unsubscribe">${words.unsubscribe}</button></form>`,
  };
}

/** Back to what it was. */
function undoView(words: Words, setting: 'on' | 'digest'): Markup {
  return html`<form method="post" action="?"><input type="hidden" name="setting" value="${setting}"><button name="action" value="resubscribe">${words.resubscribe}</button></form>`;
}

function channelOnView(words: Words, channel: ChannelName): Markup {
  return html`<form method="post" action="?"><input type="hidden" name="${channelField(channel, 'off')}" value="on"><button name="action" value="save">${words.channelOn(channel)}</button></form>`;
}
