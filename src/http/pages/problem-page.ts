import { html } from 'hono/html';
import type { Problem } from '../../contract/problem.ts';
import { type Markup, page } from './page.ts';
import type { Words } from './words.ts';

/** What went wrong, for somebody who followed a link; the detail is for whoever they ask. */
export function problemPage(language: string, words: Words, problem: Problem): Markup {
  return page(
    language,
    words.problems.title,
    html`<h1>${words.problems.title}</h1>
<section class="card">
<p role="status">${wordsOf(words, problem)}</p>
${problem.status === 404 || problem.status === 409 ? '' : html`<p class="soft">${problem.detail}</p>`}
</section>`,
  );
}

function wordsOf({ problems }: Words, { status }: Problem): string {
  if (status === 404) return problems.unknown;
  if (status === 409) return problems.mandatory;
  if (status === 429) return problems.busy;
  return status < 500 ? problems.refused : problems.broken;
}
