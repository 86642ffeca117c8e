import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Preferences } from '../../contract/preferences.ts';
import {
  type ChannelWords,
  canDigest,
  channelsOf,
  type Kind,
  kindInWords,
  kindsOf,
  type Setting,
  settingOf,
  withSetting,
} from './channel-settings.ts';

/** Channels that a line has room for beside the name of a kind; with more the name stands above them. */
const BESIDE = 2;
const WORDS: Readonly<Record<Setting, string>> = { on: 'On', digest: 'Digest', off: 'Off' };

export interface KindsModel {
  readonly preferences: Preferences;
  readonly types: readonly StoredType[];
  readonly change: (changed: Partial<Preferences>) => void;
  readonly problem: TemplateResult | typeof nothing;
}

/** What reaches the member and where: a line for each category, which opens to the category and its types. */
export function kindsView(model: KindsModel): TemplateResult | typeof nothing {
  if (model.types.length === 0) return nothing;
  return html`
    <div class="group">
      <h3 id="kinds">What reaches them</h3>
      <ul class="kinds" aria-labelledby="kinds">
        ${repeat(
          kindsOf(model.types),
          ({ category }) => category,
          (kind) => html`<li>${kindView(kind, model)}</li>`,
        )}
      </ul>
      ${model.problem}
    </div>
  `;
}

function kindView(kind: Kind, model: KindsModel): TemplateResult {
  const line = html`<span class="name">${kind.category ?? 'other'}</span>
    <span class="small soft">${kindInWords(kind, model.preferences)}</span>`;
  if (kind.types.every(({ mandatory }) => mandatory)) return html`<p>${line}</p>`;
  const channels = channelsOf(kind.types);
  return html`<details>
    <summary>${line}</summary>
    <table class=${channels.length > BESIDE ? 'stacked' : nothing}>
      <thead>
        <tr><th scope="col"><span class="unseen-text">Kind</span></th>${channels.map(([, words]) => html`<th scope="col">${words}</th>`)}</tr>
      </thead>
      <tbody>
        ${kind.category === undefined ? nothing : categoryRow(kind.category, kind, channels, model)}
        ${repeat(
          kind.types,
          (type) => type.name,
          (type) => typeRow(type, kind, channels, model),
        )}
      </tbody>
    </table>
  </details>`;
}

function categoryRow(
  category: string,
  { types }: Kind,
  channels: readonly ChannelWords[],
  { preferences, change }: KindsModel,
) {
  const settable = types.filter(({ mandatory }) => !mandatory);
  if (settable.length === 0) return nothing;
  return html`<tr>
    <th scope="row">All of them</th>
    ${channels.map(([channel, words]) => {
      if (!settable.some((type) => type.channels.includes(channel))) return NONE;
      const setting = settingOf(preferences.categories, category, channel) ?? 'on';
      const choices: Choice[] = [
        'on',
        ...(canDigest({ types: settable }, channel) ? (['digest'] as const) : []),
        'off',
      ];
      return cell(category, words, choices, setting, (chosen) =>
        change({ categories: withSetting(preferences.categories, category, channel, chosen) }),
      );
    })}
  </tr>`;
}

function typeRow(
  type: StoredType,
  kind: Kind,
  channels: readonly ChannelWords[],
  { preferences, change }: KindsModel,
): TemplateResult {
  const { name, mandatory } = type;
  return html`<tr>
    <th scope="row">${name}</th>
    ${
      mandatory
        ? html`<td colspan=${channels.length} class="small soft">Always on</td>`
        : channels.map(([channel, words]) => {
            if (!type.channels.includes(channel)) return NONE;
            const unset: Choice[] = kind.category === undefined ? [] : ['as all'];
            const setting = settingOf(preferences.types, name, channel) ?? unset[0] ?? 'on';
            const digest = canDigest({ types: [type] }, channel) ? (['digest'] as const) : [];
            return cell(name, words, [...unset, 'on', ...digest, 'off'], setting, (chosen) =>
              change({ types: withSetting(preferences.types, name, channel, chosen) }),
            );
          })
    }
  </tr>`;
}

type Choice = Setting | 'as all';

const NONE = html`<td class="soft none"><span aria-hidden="true">–</span><span class="unseen-text">not on this channel</span></td>`;

function cell(
  name: string,
  words: string,
  choices: readonly Choice[],
  chosen: Choice,
  choose: (setting: Setting | undefined) => void,
): TemplateResult {
  const change = (event: Event) => {
    const value = (event.target as HTMLSelectElement).value as Choice;
    choose(value === 'as all' ? undefined : value);
  };
  return html`<td data-words=${words}><select aria-label=${`${name}: ${words}`} .value=${chosen} @change=${change}>
    ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === chosen}>${choice === 'as all' ? 'As all' : WORDS[choice]}</option>`)}
  </select></td>`;
}
