import { html } from 'hono/html';
import { ChannelName } from '../../contract/channel.ts';
import type { TypeOutline } from '../../registry/type-outline.ts';
import { channelField, typeField } from './choice-fields.ts';
import type { Markup } from './page.ts';
import { isSilenced, type Kind, kindsOf, offeredFor, type Said, settingOf, titleOf } from './subscriptions.ts';
import type { Words } from './words.ts';

/** What can be chosen, and what is said so far. */
export interface ChoicesModel {
  readonly words: Words;
  readonly said: Said;
  /** Those that the member may know. */
  readonly types: readonly TypeOutline[];
  /** The name of the type that the link is about: its category is open. */
  readonly of: string;
}

/** With so few types every category is open. */
const FEW = 8;
/** Columns of a wide page. */
const COLUMNS = 4;

/**
 * The form by which a member chooses for every type and every channel. Messages lead to it by `#preferences`; its answer
 * is to be read from the top, so it posts to an address without.
 */
export function choicesView(model: ChoicesModel): Markup {
  const { words, types } = model;
  const channels = channelsOf(types);
  return html`<form class="card" id="preferences" method="post" action="?" autocomplete="off" aria-labelledby="choose">
<h2 id="choose">${words.choose}</h2>
<p class="soft">${words.chooseHint}</p>
<div class="type" role="group" aria-labelledby="everything">
<h3 id="everything">${words.everything}</h3>
<div class="choices">${channels.map((channel) => everythingView(channel, channels, model))}</div>
</div>
<div>${kindsOf(types).map((kind, index) => kindView(kind, index, channels, model))}</div>
<div class="save"><button class="primary" name="action" value="save">${words.save}</button></div>
</form>`;
}

/** The channels that the types are sent on, in the order of the contract. */
function channelsOf(types: readonly TypeOutline[]): readonly ChannelName[] {
  const used = new Set(types.flatMap(({ channels }) => channels));
  return ChannelName.options.filter((channel) => used.has(channel));
}

function everythingView(channel: ChannelName, channels: readonly ChannelName[], { words, said }: ChoicesModel): Markup {
  const shown = isSilenced(said.preferences, channel) ? 'off' : 'on';
  const options = [
    { value: 'on', text: words.asBelow },
    { value: 'off', text: words.nothing },
  ];
  return choiceView(channelField(channel, shown), { channel, channels, words }, options, shown);
}

function kindView(
  { category, types }: Kind,
  index: number,
  channels: readonly ChannelName[],
  model: ChoicesModel,
): Markup {
  const isOpen = model.types.length <= FEW || types.some(({ name }) => name === model.of);
  return html`<details${isOpen ? html` open` : ''}>
<summary><h3>${category ?? model.words.noCategory}</h3></summary>
${types.map((type, place) => typeView(type, `type-${index}-${place}`, channels, model))}
</details>`;
}

function typeView(
  type: TypeOutline,
  id: string,
  channels: readonly ChannelName[],
  { words, said }: ChoicesModel,
): Markup {
  const title = html`<h4 id="${id}">${titleOf(type)}</h4>`;
  if (type.mandatory) return html`<div class="type">${title}<p class="soft">${words.always}</p></div>`;
  const choices = channels
    .filter((channel) => type.channels.includes(channel))
    .map((channel) => {
      const shown = settingOf(said, type, channel);
      const offered = offeredFor(type, channel);
      const options = offered.map((value) => ({ value, text: words.settings[value] }));
      // A digest of what never waits for one is what is sent at once.
      const selected = offered.includes(shown) ? shown : 'on';
      return choiceView(typeField(channel, selected, type.name), { channel, channels, words }, options, selected);
    });
  return html`<div class="type" role="group" aria-labelledby="${id}">${title}<div class="choices">${choices}</div></div>`;
}

interface Place {
  readonly channel: ChannelName;
  readonly channels: readonly ChannelName[];
  readonly words: Words;
}

function choiceView(
  name: string,
  { channel, channels, words }: Place,
  options: readonly { readonly value: string; readonly text: string }[],
  selected: string,
): Markup {
  const column = (channels.indexOf(channel) % COLUMNS) + 1;
  return html`<label class="at-${column}">${words.channels[channel]}<select name="${name}">${options.map(
    ({ value, text }) => html`<option value="${value}"${value === selected ? html` selected` : ''}>${text}</option>`,
  )}</select></label>`;
}
