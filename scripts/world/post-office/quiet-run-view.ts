import { html } from 'hono/html';
import type { Kept } from './letter.ts';
import { CHANNEL_WORDS, clock, letterView } from './letter-view.ts';
import type { Markup } from './office-page.ts';
import type { QuietRun } from './quiet-run.ts';

/** A run of pushes and webhooks as one line, which opens. */
export function quietRunView({ letters }: QuietRun): Markup {
  const [newest] = letters;
  return html`<details class="run">
<summary><span class="grow">${inWords(letters)}</span> ${clock(newest.at)}</summary>
<ol>${letters.map((letter) => html`<li>${letterView(letter)}</li>`)}</ol>
</details>`;
}

/** "12 web pushes and 1 webhook". */
function inWords(letters: readonly Kept[]): string {
  return (['web-push', 'webhook'] as const)
    .map((channel) => [channel, letters.filter((letter) => letter.channel === channel).length] as const)
    .filter(([, count]) => count > 0)
    .map(([channel, count]) => {
      const { one, many } = CHANNEL_WORDS[channel];
      return `${count} ${(count === 1 ? one : many).toLowerCase()}`;
    })
    .join(' and ');
}
