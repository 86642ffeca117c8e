import { html, nothing, type TemplateResult } from 'lit';
import type { OpenApiDocument } from './open-api-document.ts';
import { richText } from './rich-text.ts';
import { objectsView } from './schema-view.ts';

/** What holds for every call: who may, what the variables of the examples are, and how problems look. */
export function introductionView({ info, components }: OpenApiDocument): TemplateResult {
  const problem = components?.schemas?.Problem;
  return html`
    <section id="introduction" class="introduction" aria-labelledby="name-introduction" tabindex="-1">
      <h1 id="name-introduction">${info.title} HTTP API</h1>
      ${info.description ? html`<p class="lead">${richText(info.description)}</p>` : nothing}
      <p class="soft">Version ${info.version}. This page shows what is written in <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>
      <h2>Who may call</h2>
      <p>A credential travels as <code>Authorization: Bearer …</code>. The examples have it in a shell variable.</p>
      <dl>
        <div>
          <dt>API key <code>$KEY</code></dt>
          <dd>For a product's backend. It belongs to one tenant and has scopes; <code>admin</code> includes the others.
            The first comes from <a href="#put-/v1/tenants/{tenant}">PUT /v1/tenants/{tenant}</a>, more from <a href="#post-/v1/keys">POST /v1/keys</a>.</dd>
        </div>
        <div>
          <dt>Member token <code>$TOKEN</code></dt>
          <dd>For one member's browser, for an hour, from <a href="#post-/v1/members/{id}/tokens">POST /v1/members/{id}/tokens</a>.</dd>
        </div>
        <div>
          <dt>Root key <code>$ROOT</code></dt>
          <dd>A secret of the deployment. It makes tenants.</dd>
        </div>
      </dl>
      ${
        problem && components?.schemas
          ? html`
              <h2>Problems</h2>
              <p>What cannot be done is answered with problem details (RFC 9457) as <code>application/problem+json</code>, the same for every call.</p>
              ${objectsView([problem], components.schemas)}
            `
          : nothing
      }
    </section>
  `;
}
