import { html, nothing, type TemplateResult } from 'lit';
import type { Preferences } from '../../contract/preferences.ts';
import type { DigestSchedule, Weekday } from '../../contract/schedule.ts';
import { DAYS, fieldText, isTime } from './day-fields.ts';

const SCHEDULES = [
  ['hourly', 'Every hour'],
  ['daily', 'Every day'],
  ['weekly', 'Every week'],
] as const;

/** What goes for a member who has not said when: the contract's own words. */
const USUAL = { schedule: 'daily', at: '08:00', day: 'mon' } as const satisfies Required<DigestSchedule>;

/** When the member's digests come. */
export function digestView(
  { digest }: Preferences,
  change: (changed: Partial<Preferences>) => void,
  problem: TemplateResult | typeof nothing,
): TemplateResult {
  const { schedule, at, day } = { ...USUAL, ...digest };
  const set = (changed: Partial<DigestSchedule>) => change({ digest: spelled({ schedule, at, day, ...changed }) });
  return html`
    <fieldset class="group">
      <legend>Digests</legend>
      <p class="small soft">What is set to Digest waits and comes together.</p>
      <div class="times">
        <div class="field"><label for="schedule">How often</label>
          <select id="schedule" .value=${schedule} @change=${(event: Event) => set({ schedule: fieldText(event) as DigestSchedule['schedule'] })}>
            ${SCHEDULES.map(([value, words]) => html`<option value=${value} ?selected=${value === schedule}>${words}</option>`)}
          </select></div>
        ${
          schedule === 'weekly'
            ? html`<div class="field"><label for="digest-day">On</label>
                <select id="digest-day" .value=${day} @change=${(event: Event) => set({ day: fieldText(event) as Weekday })}>
                  ${DAYS.map(([value, , words]) => html`<option value=${value} ?selected=${value === day}>${words}</option>`)}
                </select></div>`
            : nothing
        }
        ${
          schedule === 'hourly'
            ? nothing
            : html`<div class="field"><label for="digest-at">At</label>
                <input id="digest-at" type="time" required .value=${at} @change=${(event: Event) => isTime(event) && set({ at: fieldText(event) })} /></div>`
        }
      </div>
      ${problem}
    </fieldset>
  `;
}

/** Only what its schedule has. */
function spelled({ schedule, at, day }: Required<DigestSchedule>): DigestSchedule {
  switch (schedule) {
    case 'hourly':
      return { schedule };
    case 'daily':
      return { schedule, at };
    case 'weekly':
      return { schedule, at, day };
  }
}
