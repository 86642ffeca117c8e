import { html, nothing, type TemplateResult } from 'lit';
import type { OperationGroup } from './operations.ts';
import { pathText } from './rich-text.ts';

export interface NavigationModel {
  /** Those that the filter lets through. */
  readonly groups: readonly OperationGroup[];
  readonly filter: string;
  /** How many calls the filter lets through, of how many. */
  readonly shown: number;
  readonly all: number;
  /** Anchor of what is read now. */
  readonly current: string;
  readonly setFilter: (filter: string) => void;
  readonly show: (anchor: string) => void;
}

/** The filter box, and a link to each call under its tag. */
export function navigationView({
  groups,
  filter,
  shown,
  all,
  current,
  setFilter,
  show,
}: NavigationModel): TemplateResult {
  const link = (anchor: string, content: unknown) => html`
    <a href="#${anchor}" aria-current=${anchor === current ? 'location' : nothing} @click=${() => show(anchor)}>${content}</a>
  `;
  return html`
    <div class="filter" role="search">
      <label for="filter">Filter calls</label>
      <input id="filter" type="search" autocomplete="off" spellcheck="false" placeholder="events, PUT, token …" .value=${filter}
        @input=${(event: InputEvent) => setFilter((event.target as HTMLInputElement).value)} />
      <p class="small soft" role="status">${filter.trim() ? `${shown} of ${all} calls` : `${all} calls`}</p>
    </div>
    <nav aria-label="Calls">
      <ul>
        <li>${link('introduction', 'Introduction')}</li>
      </ul>
      ${groups.map(
        ({ tag, operations }) => html`
          <h2>${tag}</h2>
          <ul>
            ${operations.map(
              ({ anchor, method, path }) =>
                html`<li>${link(anchor, html`<span class="method ${method.toLowerCase()}">${method}</span> <span class="path">${pathText(path.replace(/^\/v1/, ''))}</span>`)}</li>`,
            )}
          </ul>
        `,
      )}
      ${groups.length === 0 ? html`<p class="soft">No call has all of these words.</p>` : nothing}
    </nav>
  `;
}
