import { html, nothing, type TemplateResult } from 'lit';
import { answersView } from './answers-view.ts';
import { callExample } from './call-example.ts';
import type { Schemas } from './open-api-document.ts';
import type { Caller, Operation } from './operations.ts';
import { pathText, richText } from './rich-text.ts';
import { objectsView, parametersView } from './schema-view.ts';
import { typeWords } from './schema-words.ts';
import './tower-call-example.ts';

/** What each caller is called. */
export const CALLERS: Readonly<Record<Caller, string>> = {
  key: 'API key',
  member: 'Member token',
  root: 'Root key',
  nobody: 'No key needed',
};

/** One call: who may make it, what it takes, what it answers, and how it looks with curl. */
export function operationView(operation: Operation, known: Schemas, origin: string): TemplateResult {
  const { anchor, method, path, caller, scope, summary, description, parameters = [], requestBody } = operation;
  const { language, code } = callExample(operation, known, origin);
  return html`
    <article id=${anchor} aria-labelledby="name-${anchor}" tabindex="-1">
      <header>
        <h3 id="name-${anchor}">
          <a href="#${anchor}"><span class="method ${method.toLowerCase()}">${method}</span> <span class="path">${pathText(path)}</span></a>
        </h3>
        <span class="caller"><span class="unseen-text">Who may call it: </span>${CALLERS[caller]}${scope === undefined ? '' : ` (${scope})`}</span>
      </header>
      ${summary ? html`<p class="summary">${richText(summary)}</p>` : nothing}
      ${description ? html`<p>${richText(description)}</p>` : nothing}
      <div class="halves">
        <div class="said">
          ${parameters.length > 0 ? html`<h4>Parameters</h4>${parametersView(parameters, known)}` : nothing}
          ${requestBody ? bodyView(requestBody, known) : nothing}
          ${answersView(operation, known)}
        </div>
        <tower-call-example .code=${code} .language=${language} .name="${method} ${path}"></tower-call-example>
      </div>
    </article>
  `;
}

function bodyView({ content, required }: NonNullable<Operation['requestBody']>, known: Schemas): TemplateResult {
  const media = Object.entries(content);
  return html`
    <h4>Request body${required ? nothing : html` <span class="soft">(optional)</span>`}</h4>
    <ul class="media">
      ${media.map(
        ([type, { schema }]) =>
          html`<li><code>${type}</code> <span class="type">${typeWords(schema, known)}${type.endsWith('ndjson') ? ' a line' : nothing}</span></li>`,
      )}
    </ul>
    ${objectsView(
      media.map(([, { schema }]) => schema),
      known,
    )}
  `;
}
