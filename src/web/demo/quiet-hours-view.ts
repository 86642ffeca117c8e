import { html, nothing, type TemplateResult } from 'lit';
import type { Preferences, QuietHours } from '../../contract/preferences.ts';

const DAYS = [
  ['mon', 'Mon'],
  ['tue', 'Tue'],
  ['wed', 'Wed'],
  ['thu', 'Thu'],
  ['fri', 'Fri'],
  ['sat', 'Sat'],
  ['sun', 'Sun'],
] as const;

/** Quiet hours that a member gets when they first turn them on. */
const USUAL: QuietHours = { from: '22:00', to: '08:00' };

/** Fields for the hours in which nothing interrupts; `change` gets what is new, `problem` is shown with them. */
export function quietHoursView(
  preferences: Preferences,
  change: (changed: Partial<Preferences>) => void,
  problem: TemplateResult | typeof nothing,
): TemplateResult {
  const { quiet } = preferences;
  const set = (changed: Partial<QuietHours>) => quiet && change({ quiet: { ...quiet, ...changed } });
  return html`
    <fieldset class="group">
      <legend>Quiet hours</legend>
      <label class="choice"><input type="checkbox" id="quiet" .checked=${Boolean(quiet)}
        @change=${(event: Event) => change(checked(event) ? { quiet: USUAL, timezone: preferences.timezone ?? ownZone() } : { quiet: null })} />
        Hold web push during these hours</label>
      ${
        quiet
          ? html`
              <div class="times">
                <div class="field"><label for="from">From</label><input id="from" type="time" required .value=${quiet.from}
                  @change=${(event: Event) => isTime(event) && set({ from: fieldText(event) })} /></div>
                <div class="field"><label for="to">To</label><input id="to" type="time" required .value=${quiet.to}
                  @change=${(event: Event) => isTime(event) && set({ to: fieldText(event) })} /></div>
              </div>
              <div class="days" role="group" aria-label="Days on which they start">
                ${DAYS.map(
                  ([
                    day,
                    label,
                  ]) => html`<label class="day"><input type="checkbox" .checked=${quiet.days?.includes(day) ?? true}
                    @change=${() => change({ quiet: withDay(quiet, day) })} />${label}</label>`,
                )}
              </div>
              <div class="field">
                <label for="zone">Time zone</label>
                <input id="zone" list="zones" autocomplete="off" spellcheck="false" .value=${preferences.timezone ?? ''}
                  @change=${(event: Event) => fieldText(event) && change({ timezone: fieldText(event) })} />
                <datalist id="zones">${Intl.supportedValuesOf('timeZone').map((zone) => html`<option value=${zone}></option>`)}</datalist>
              </div>
            `
          : nothing
      }
      ${problem}
    </fieldset>
  `;
}

/** Every day is the same as no list of days; the last day that is left cannot be taken away. */
function withDay(quiet: QuietHours, day: (typeof DAYS)[number][0]): QuietHours {
  const all = DAYS.map(([name]) => name);
  const before = quiet.days ?? all;
  const after = all.filter((name) => before.includes(name) !== (name === day));
  const { from, to } = quiet;
  if (after.length === all.length) return { from, to };
  return { from, to, days: after.length > 0 ? after : [day] };
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const fieldText = (event: Event) => (event.target as HTMLInputElement).value.trim();
const checked = (event: Event) => (event.target as HTMLInputElement).checked;
/** A cleared or half-typed time is not sent. */
const isTime = (event: Event) => /^\d\d:\d\d$/.test(fieldText(event));
