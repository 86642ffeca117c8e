import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ChannelName } from '../../contract/channel.ts';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Preferences } from '../../contract/preferences.ts';
import {
  canDigest,
  type Kind,
  kindInWords,
  kindsOf,
  type Setting,
  settingOf,
  withSetting,
} from './channel-settings.ts';

const CHANNELS = [
  ['in-app', 'Timeline'],
  ['web-push', 'Push'],
] as const satisfies readonly (readonly [ChannelName, string])[];
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
  return html`<details>
    <summary>${line}</summary>
    <table>
      <thead>
        <tr><th scope="col"><span class="unseen-text">Kind</span></th>${CHANNELS.map(([, words]) => html`<th scope="col">${words}</th>`)}</tr>
      </thead>
      <tbody>
        ${kind.category === undefined ? nothing : categoryRow(kind.category, kind, model)}
        ${repeat(
          kind.types,
          (type) => type.name,
          (type) => typeRow(type, kind, model),
        )}
      </tbody>
    </table>
  </details>`;
}

function categoryRow(category: string, { types }: Kind, { preferences, change }: KindsModel) {
  const settable = types.filter(({ mandatory }) => !mandatory);
  if (settable.length === 0) return nothing;
  return html`<tr>
    <th scope="row">All of them</th>
    ${CHANNELS.map(([channel, words]) => {
      if (!settable.some(({ channels }) => channels.includes(channel))) return NONE;
      const setting = settingOf(preferences.categories, category, channel) ?? 'on';
      const choices: Choice[] = [
        'on',
        ...(canDigest({ types: settable }, channel) ? (['digest'] as const) : []),
        'off',
      ];
      return cell(`${category}: ${words}`, choices, setting, (chosen) =>
        change({ categories: withSetting(preferences.categories, category, channel, chosen) }),
      );
    })}
  </tr>`;
}

function typeRow(type: StoredType, kind: Kind, { preferences, change }: KindsModel): TemplateResult {
  const { name, mandatory } = type;
  return html`<tr>
    <th scope="row">${name}</th>
    ${
      mandatory
        ? html`<td colspan=${CHANNELS.length} class="small soft">Always on</td>`
        : CHANNELS.map(([channel, words]) => {
            if (!type.channels.includes(channel)) return NONE;
            const unset: Choice[] = kind.category === undefined ? [] : ['as all'];
            const setting = settingOf(preferences.types, name, channel) ?? unset[0] ?? 'on';
            const digest = canDigest({ types: [type] }, channel) ? (['digest'] as const) : [];
            return cell(`${name}: ${words}`, [...unset, 'on', ...digest, 'off'], setting, (chosen) =>
              change({ types: withSetting(preferences.types, name, channel, chosen) }),
            );
          })
    }
  </tr>`;
}

type Choice = Setting | 'as all';

const NONE = html`<td class="soft"><span aria-hidden="true">–</span><span class="unseen-text">not on this channel</span></td>`;

function cell(
  label: string,
  choices: readonly Choice[],
  chosen: Choice,
  choose: (setting: Setting | undefined) => void,
): TemplateResult {
  const change = (event: Event) => {
    const value = (event.target as HTMLSelectElement).value as Choice;
    choose(value === 'as all' ? undefined : value);
  };
  return html`<td><select aria-label=${label} .value=${chosen} @change=${change}>
    ${choices.map((choice) => html`<option value=${choice} ?selected=${choice === chosen}>${choice === 'as all' ? 'As all' : WORDS[choice]}</option>`)}
  </select></td>`;
}
