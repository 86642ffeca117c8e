import { html, nothing, type TemplateResult } from 'lit';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Muted, Preferences } from '../../contract/preferences.ts';
import { inFull, onTheClock } from '../ui/moments.ts';

const KINDS = [
  ['actor', 'Actor'],
  ['type', 'Type'],
  ['category', 'Category'],
  ['thread', 'Conversation'],
  ['item', 'Item'],
] as const;
type Kind = (typeof KINDS)[number][0];

const HOUR = 3_600_000;
const LENGTHS = [
  ['', 'For good'],
  [String(HOUR), 'For an hour'],
  [String(24 * HOUR), 'For a day'],
  [String(7 * 24 * HOUR), 'For a week'],
] as const;

export interface MutedModel {
  readonly muted: Preferences['muted'];
  readonly types: readonly StoredType[];
  readonly people: readonly string[];
  /** ms since the epoch */
  readonly now: number;
  /** What was refused, shown with the fields. */
  readonly problem: TemplateResult | typeof nothing;
  readonly change: (changed: Partial<Preferences>) => void;
}

/** What the member does not want to hear of, and until when: lines to take away, and fields to mute something. */
export function mutedView({ muted: all, types, people, now, problem, change }: MutedModel): TemplateResult {
  // What has ended is nothing to a reader, and goes with the next change.
  const muted = all.filter(({ until }) => until === undefined || Date.parse(until) > now);
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const id = String(data.get('id') ?? '').trim();
    if (!id) return;
    const length = Number(data.get('length'));
    const until = length > 0 ? new Date(Date.now() + length).toISOString() : undefined;
    const entry = mutedOf(String(data.get('kind')) as Kind, id, until);
    change({ muted: [...muted.filter((other) => keyOf(other) !== keyOf(entry)), entry] });
    form.reset();
  };
  const names = new Set([...types.flatMap(({ name, category }) => [name, ...(category ? [category] : [])]), ...people]);
  return html`
    <div class="group">
      <h3 id="muted">Muted</h3>
      <form class="mute" @submit=${add} aria-labelledby="muted">
        <label for="kind" class="unseen-text">What to mute</label>
        <select id="kind" name="kind">${KINDS.map(([kind, words]) => html`<option value=${kind}>${words}</option>`)}</select>
        <label for="muted-id" class="unseen-text">Id of what to mute</label>
        <input id="muted-id" name="id" list="mutable" required maxlength="128" autocomplete="off" spellcheck="false" placeholder="Id" />
        <label for="length" class="unseen-text">How long</label>
        <select id="length" name="length">${LENGTHS.map(([length, words]) => html`<option value=${length}>${words}</option>`)}</select>
        <button>Mute</button>
        <datalist id="mutable">${[...names].map((id) => html`<option value=${id}></option>`)}</datalist>
      </form>
      ${problem}
      ${muted.length === 0 ? html`<p class="small soft">Nothing is muted.</p>` : nothing}
      <ul class="lines" aria-labelledby="muted">
        ${muted.map((entry) => {
          const [kind, id] = kindOf(entry);
          const words = KINDS.find(([name]) => name === kind)?.[1].toLowerCase() ?? kind;
          return html`<li>
            <p>${id} <span class="small soft">${words}${entry.until === undefined ? nothing : untilView(entry.until, now)}</span></p>
            <button type="button" aria-label="Unmute ${words} ${id}"
              @click=${() => change({ muted: muted.filter((other) => keyOf(other) !== keyOf(entry)) })}>Unmute</button>
          </li>`;
        })}
      </ul>
    </div>
  `;
}

function untilView(until: string, now: number): TemplateResult {
  return html`, until <time datetime=${until} title=${inFull(until)}>${onTheClock(until, now)}</time>`;
}

function mutedOf(kind: Kind, id: string, until: string | undefined): Muted {
  const ending = until === undefined ? {} : { until };
  switch (kind) {
    case 'actor':
      return { actor: id, ...ending };
    case 'item':
      return { item: id, ...ending };
    case 'type':
      return { type: id, ...ending };
    case 'thread':
      return { thread: id, ...ending };
    case 'category':
      return { category: id, ...ending };
  }
}

function kindOf(muted: Muted): readonly [kind: Kind, id: string] {
  if ('actor' in muted) return ['actor', muted.actor];
  if ('item' in muted) return ['item', muted.item];
  if ('type' in muted) return ['type', muted.type];
  if ('thread' in muted) return ['thread', muted.thread];
  return ['category', muted.category];
}

const keyOf = (muted: Muted) => kindOf(muted).join(' ');
