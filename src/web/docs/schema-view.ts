import { html, nothing, type TemplateResult } from 'lit';
import type { Parameter, Schema, Schemas } from './open-api-document.ts';
import { richText } from './rich-text.ts';
import { type Field, type ObjectShape, objectsOf, resolve } from './schema-objects.ts';
import { constraintWords, typeWords } from './schema-words.ts';

/** All objects that some schemas ask for, field by field; what is inside of fields unfolds on demand. */
export function objectsView(
  schemas: readonly Schema[],
  known: Schemas,
  passed: readonly string[] = [],
): TemplateResult | typeof nothing {
  // The same object comes as one, in an array and as a line: it is shown once.
  const shapes = new Map<string, ObjectShape>();
  for (const shape of schemas.flatMap((schema) => objectsOf(schema, known))) {
    shapes.set(shape.name ?? JSON.stringify(shape.fields), shape);
  }
  if (shapes.size === 0) return nothing;
  return html`${[...shapes.values()].map(
    (shape, place) => html`
      ${shapes.size > 1 ? html`<p class="variant">${place === 0 ? 'Either' : 'or'}${shape.name ? html` <code>${shape.name}</code>` : nothing}</p>` : nothing}
      <ul class="fields">
        ${shape.fields.map((field) => fieldView(field, known, shape.name ? [...passed, shape.name] : passed))}
      </ul>
      ${shape.closed ? html`<p class="note">No other fields are allowed.</p>` : nothing}
    `,
  )}`;
}

/** The parameters of a call, those of the path first. */
export function parametersView(parameters: readonly Parameter[], known: Schemas): TemplateResult {
  return html`<ul class="fields">
    ${parameters.map(
      ({ name, in: place, required, schema, description }) =>
        html`<li>${lineView(name, required ?? false, schema, known, description, `in the ${place}`)}</li>`,
    )}
  </ul>`;
}

function fieldView({ name, required, schema }: Field, known: Schemas, passed: readonly string[]): TemplateResult {
  const inside = objectsOf(schema, known);
  // A schema that holds itself is unfolded once.
  const open = inside.filter((shape) => shape.name === undefined || !passed.includes(shape.name));
  return html`
    <li>
      ${lineView(name, required, schema, known)}
      ${
        open.length > 0
          ? html`<details>
              <summary>Fields of <code>${name}</code></summary>
              <div class="inside">${objectsView([schema], known, passed)}</div>
            </details>`
          : nothing
      }
    </li>
  `;
}

function lineView(
  name: string,
  required: boolean,
  schema: Schema,
  known: Schemas,
  said?: string,
  place?: string,
): TemplateResult {
  const words = said ?? schema.description ?? resolve(schema, known).description;
  const constraints = constraintWords(schema, known);
  return html`
    <p class="line">
      <code class="name">${name}</code>
      <span class="type">${typeWords(schema, known)}${place ? html`, ${place}` : nothing}</span>
      ${required ? html`<span class="required">required</span>` : nothing}
    </p>
    ${words ? html`<p class="words">${richText(words)}</p>` : nothing}
    ${constraints.length > 0 ? html`<p class="words soft">${constraints.map((each, index) => html`${index > 0 ? ' · ' : nothing}${richText(each)}`)}</p>` : nothing}
  `;
}
