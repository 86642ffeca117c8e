import { html, type nothing, type TemplateResult } from 'lit';
import type { Preferences } from '../../contract/preferences.ts';
import { fieldText } from './day-fields.ts';

/** The zone in which the member's day is told. */
export function zoneView(
  { timezone }: Preferences,
  change: (changed: Partial<Preferences>) => void,
  problem: TemplateResult | typeof nothing,
): TemplateResult {
  return html`
    <div class="group">
      <div class="field">
        <label for="zone">Time zone</label>
        <input id="zone" list="zones" autocomplete="off" spellcheck="false" .value=${timezone ?? ''} aria-describedby="zone-note"
          @change=${(event: Event) => fieldText(event) && change({ timezone: fieldText(event) })} />
        <p id="zone-note" class="small soft">Of quiet hours, digests, and what waits for a better time.</p>
        <datalist id="zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}</datalist>
      </div>
      ${problem}
    </div>
  `;
}
