import { html, nothing, type TemplateResult } from 'lit';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Muted, Preferences } from '../../contract/preferences.ts';

export interface MutedModel {
  readonly muted: Preferences['muted'];
  readonly types: readonly StoredType[];
  readonly people: readonly string[];
  /** What was refused, shown with the fields. */
  readonly problem: TemplateResult | typeof nothing;
  readonly change: (changed: Partial<Preferences>) => void;
}

/** What the member does not want to hear of: lines to take away, and fields to mute an actor or a type. */
export function mutedView({ muted, types, people, problem, change }: MutedModel): TemplateResult {
  const add = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const data = new FormData(form);
    const id = String(data.get('id') ?? '').trim();
    if (!id) return;
    const entry: Muted = data.get('kind') === 'type' ? { type: id } : { actor: id };
    if (!muted.some((other) => keyOf(other) === keyOf(entry))) change({ muted: [...muted, entry] });
    form.reset();
  };
  return html`
    <div class="group">
      <h3 id="muted">Muted</h3>
      <form @submit=${add} aria-labelledby="muted">
        <div class="row">
          <div class="kind"><label for="kind" class="unseen-text">What to mute</label>
            <select id="kind" name="kind"><option value="actor">Actor</option><option value="type">Type</option></select></div>
          <div class="field"><label for="muted-id" class="unseen-text">Id of what to mute</label>
            <input id="muted-id" name="id" list="mutable" required maxlength="128" autocomplete="off" spellcheck="false" placeholder="Id" /></div>
          <button>Mute</button>
        </div>
        <datalist id="mutable">${[...types.map(({ name }) => name), ...people].map((id) => html`<option value=${id}></option>`)}</datalist>
      </form>
      ${problem}
      ${muted.length === 0 ? html`<p class="small soft">Nothing is muted.</p>` : nothing}
      <ul class="lines" aria-labelledby="muted">
        ${muted.map((entry) => {
          const [kind, id] = kindOf(entry);
          return html`<li>
            <p>${id} <span class="small soft">${kind}</span></p>
            <button type="button" aria-label="Unmute ${kind} ${id}"
              @click=${() => change({ muted: muted.filter((other) => keyOf(other) !== keyOf(entry)) })}>Unmute</button>
          </li>`;
        })}
      </ul>
    </div>
  `;
}

function kindOf(muted: Muted): readonly [kind: 'actor' | 'item' | 'type', id: string] {
  if ('actor' in muted) return ['actor', muted.actor];
  if ('item' in muted) return ['item', muted.item];
  return ['type', muted.type];
}

const keyOf = (muted: Muted) => kindOf(muted).join(' ');
