import { html, nothing, type TemplateResult } from 'lit';
import type { Preferences } from '../../contract/preferences.ts';
import type { QuietHours, Weekday } from '../../contract/schedule.ts';
import { DAYS, fieldText, isTime } from './day-fields.ts';

/** Quiet hours that a member gets when they first turn them on, and those they get beside them. */
const USUAL: QuietHours = { from: '22:00', to: '08:00' };
const MORE: QuietHours = { from: '08:00', to: '10:00', days: ['sat', 'sun'] };
/** The contract's own limit. */
const MOST_WINDOWS = 14;

/** Fields for the hours in which nothing interrupts; `change` gets what is new, `problem` is shown with them. */
export function quietHoursView(
  preferences: Preferences,
  change: (changed: Partial<Preferences>) => void,
  problem: TemplateResult | typeof nothing,
): TemplateResult {
  const windows = windowsOf(preferences.quiet);
  const set = (changed: readonly QuietHours[]) => change({ quiet: quietOf(changed) });
  const turn = (event: Event) =>
    (event.target as HTMLInputElement).checked
      ? change({ quiet: USUAL, timezone: preferences.timezone ?? ownZone() })
      : set([]);
  return html`
    <fieldset class="group">
      <legend>Quiet hours</legend>
      <label class="choice"><input type="checkbox" id="quiet" .checked=${windows.length > 0} @change=${turn} />
        Hold web push during these hours</label>
      ${windows.map((window, index) =>
        windowView(window, index, {
          isOnly: windows.length === 1,
          set: (changed) => set(windows.with(index, changed)),
          remove: () => set(windows.toSpliced(index, 1)),
        }),
      )}
      ${
        windows.length > 0 && windows.length < MOST_WINDOWS
          ? html`<button type="button" class="plain add" @click=${() => set([...windows, MORE])}>Add hours of other days</button>`
          : nothing
      }
      ${problem}
    </fieldset>
  `;
}

interface WindowActions {
  readonly isOnly: boolean;
  readonly set: (changed: QuietHours) => void;
  readonly remove: () => void;
}

function windowView(window: QuietHours, index: number, { isOnly, set, remove }: WindowActions): TemplateResult {
  const of = isOnly ? 'Quiet hours' : `Quiet hours ${index + 1}`;
  return html`<div class="window" role="group" aria-label=${of}>
    <div class="times">
      <div class="field"><label for="from-${index}">From</label>
        <input id="from-${index}" type="time" required .value=${window.from}
          @change=${(event: Event) => isTime(event) && set({ ...window, from: fieldText(event) })} /></div>
      <div class="field"><label for="to-${index}">To</label>
        <input id="to-${index}" type="time" required .value=${window.to}
          @change=${(event: Event) => isTime(event) && set({ ...window, to: fieldText(event) })} /></div>
    </div>
    <div class="days">
      <div class="starts" role="group" aria-label="Days on which they start">
        ${DAYS.map(
          ([
            day,
            label,
          ]) => html`<label class="day"><input type="checkbox" .checked=${window.days?.includes(day) ?? true}
            @change=${() => set(withDay(window, day))} />${label}</label>`,
        )}
      </div>
      ${isOnly ? nothing : html`<button type="button" class="plain" aria-label="Remove ${of}" @click=${remove}>Remove</button>`}
    </div>
  </div>`;
}

function windowsOf(quiet: Preferences['quiet']): readonly QuietHours[] {
  if (!quiet) return [];
  return Array.isArray(quiet) ? quiet : [quiet];
}

/** One window is said without a list; none is `null`: the member wants none. */
function quietOf(windows: readonly QuietHours[]): NonNullable<Preferences['quiet']> | null {
  const [only, ...more] = windows;
  if (!only) return null;
  return more.length === 0 ? only : [...windows];
}

/** Every day is the same as no list of days; the last day that is left cannot be taken away. */
function withDay(window: QuietHours, day: Weekday): QuietHours {
  const all = DAYS.map(([name]) => name);
  const before = window.days ?? all;
  const after = all.filter((name) => before.includes(name) !== (name === day));
  const { from, to } = window;
  if (after.length === all.length) return { from, to };
  return { from, to, days: after.length > 0 ? after : [day] };
}

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
