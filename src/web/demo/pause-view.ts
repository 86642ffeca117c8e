import { html, type nothing, type TemplateResult } from 'lit';
import type { Preferences } from '../../contract/preferences.ts';
import { inFull, onTheClock } from '../ui/moments.ts';

const HOUR = 3_600_000;
/** The hour of tomorrow at which what was paused until then rings again. */
const MORNING = 8;

/** Silence for a while: until when, and the way out of it; or the ways in. `now` is ms since the epoch. */
export function pauseView(
  { muteUntil }: Preferences,
  now: number,
  change: (changed: Partial<Preferences>) => void,
  problem: TemplateResult | typeof nothing,
): TemplateResult {
  const pauseUntil = (until: Date) => change({ muteUntil: until.toISOString() });
  const isPaused = muteUntil && Date.parse(muteUntil) > now;
  return html`
    <div class="group" role="group" aria-labelledby="pause">
      <h3 id="pause">Pause</h3>
      ${
        isPaused
          ? html`<div class="paused">
              <p>Nothing rings until <time datetime=${muteUntil} title=${inFull(muteUntil)}>${onTheClock(muteUntil, now)}</time>.</p>
              <button type="button" @click=${() => change({ muteUntil: null })}>End the pause</button>
            </div>`
          : html`<p class="small soft">Nothing rings, whatever it is; the timeline goes on.</p>
              <div class="buttons">
                <button type="button" @click=${() => pauseUntil(new Date(Date.now() + HOUR))}>For 1 hour</button>
                <button type="button" @click=${() => pauseUntil(tomorrow(Date.now()))}>Until tomorrow</button>
              </div>`
      }
      ${problem}
    </div>
  `;
}

/** Tomorrow morning where this browser is. */
function tomorrow(now: number): Date {
  const day = new Date(now);
  day.setDate(day.getDate() + 1);
  day.setHours(MORNING, 0, 0, 0);
  return day;
}
