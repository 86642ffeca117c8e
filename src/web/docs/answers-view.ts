import { html, nothing, type TemplateResult } from 'lit';
import type { Content, Schemas } from './open-api-document.ts';
import type { Operation } from './operations.ts';
import { richText } from './rich-text.ts';
import { objectsView } from './schema-view.ts';
import { typeWords } from './schema-words.ts';

/** What a call answers when all is well, and the problems it may answer instead. */
export function answersView({ responses }: Operation, known: Schemas): TemplateResult {
  const answers = Object.entries(responses);
  const good = answers.filter(([status]) => !isProblem(status));
  const problems = answers.filter(([status]) => isProblem(status));
  return html`
    <h4>Answers</h4>
    ${good.map(
      ([status, { description, content }]) => html`
        <div class="answer">
          <p class="line"><span class="status">${status}</span> <span>${richText(description)}</span></p>
          ${content ? answerBodyView(status, content, known) : nothing}
        </div>
      `,
    )}
    ${
      problems.length > 0
        ? html`
            <h4>Problems</h4>
            <ul class="problems">
              ${problems.map(
                ([status, { description }]) =>
                  html`<li><span class="status bad">${status}</span> <span>${richText(
                    description === 'Problem' ? (PROBLEM_WORDS[status] ?? description) : description,
                  )}</span></li>`,
              )}
            </ul>
          `
        : nothing
    }
  `;
}

function answerBodyView(status: string, content: Content, known: Schemas): TemplateResult {
  const bodies = Object.values(content).map(({ schema }) => schema);
  const words = [...new Set(bodies.map((schema) => typeWords(schema, known)))].join(' or ');
  return html`
    <details>
      <summary>Body of <span class="unseen-text">answer </span>${status}: ${words}</summary>
      <div class="inside">${objectsView(bodies, known)}</div>
    </details>
  `;
}

/** What a problem means where the document only says that it is one. */
const PROBLEM_WORDS: Readonly<Record<string, string>> = {
  400: 'The request is not valid; `errors` names each field',
  401: 'The key or token is missing or not valid',
  403: 'The key lacks the scope that the detail names',
  404: 'There is no such thing',
  409: 'The same identity was used for other content',
  413: 'The body is too large; send less at once',
  415: 'The media type is none of those above',
  426: 'This is a WebSocket; ask for the upgrade',
  429: 'Too many at once; wait as `Retry-After` says',
};

const isProblem = (status: string) => Number(status) >= 400;
