import { html, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../../contract/problem.ts';

/**
 * A problem in words, announced to screen readers; put it next to what caused it. Faults of single fields stand for the
 * detail, which repeats them in one line.
 */
export function problemView(problem: Problem | undefined, retry?: () => void): TemplateResult | typeof nothing {
  if (!problem) return nothing;
  return html`
    <div class="problem" role="alert">
      <p><strong>${problem.title}.</strong> ${problem.errors?.length ? nothing : problem.detail}</p>
      ${
        problem.errors?.length
          ? html`<ul>
              ${problem.errors.map((error) => html`<li>${error.path ? html`<code>${error.path}</code> ` : nothing}${error.message}</li>`)}
            </ul>`
          : nothing
      }
      ${retry ? html`<button type="button" @click=${retry}>Try again</button>` : nothing}
    </div>
  `;
}
