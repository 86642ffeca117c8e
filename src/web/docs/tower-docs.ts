import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../../contract/problem.ts';
import '../demo/tower-theme-switch.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { problemView } from '../ui/problem-view.ts';
import { docsStyles } from './docs-styles.ts';
import { introductionView } from './introduction-view.ts';
import { navigationStyles } from './navigation-styles.ts';
import { navigationView } from './navigation-view.ts';
import { type OpenApiDocument, readOpenApiDocument } from './open-api-document.ts';
import { operationStyles } from './operation-styles.ts';
import { operationView } from './operation-view.ts';
import { countOperations, filterOperations, groupOperations, type OperationGroup } from './operations.ts';
import { ReadingPlace } from './reading-place.ts';

/** From this width on the navigation stands beside the calls instead of in a menu. */
const WIDE = matchMedia('(min-width: 960px)');

/** The API reference: the OpenAPI document of this Tower as a page. */
export class TowerDocs extends LitElement {
  static override styles = [tokens, controls, docsStyles, navigationStyles, operationStyles];
  static override properties = {
    document: { state: true },
    problem: { state: true },
    filter: { state: true },
    wide: { state: true },
  };
  declare document: OpenApiDocument | undefined;
  declare problem: Problem | undefined;
  declare filter: string;
  declare wide: boolean;

  #groups: readonly OperationGroup[] = [];
  readonly #place = new ReadingPlace(this);

  constructor() {
    super();
    this.filter = '';
    this.wide = WIDE.matches;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    WIDE.addEventListener('change', this.#widen);
    addEventListener('hashchange', this.#follow);
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    WIDE.removeEventListener('change', this.#widen);
    removeEventListener('hashchange', this.#follow);
  }

  override render(): TemplateResult {
    return html`
      <a class="skip" href="#introduction" @click=${this.#skip}>Skip to the calls</a>
      <header class="bar">
        <div class="inner">
          <a class="mark" href="/" aria-label="Tower, start page">Tower</a>
          <span class="part">API</span>
          ${this.wide || !this.document ? nothing : html`<button type="button" aria-haspopup="dialog" @click=${this.#openMenu}>Calls</button>`}
          <tower-theme-switch></tower-theme-switch>
        </div>
      </header>
      ${this.document ? this.#pageView(this.document) : html`<main class="alone">${this.#waitingView()}</main>`}
    `;
  }

  #waitingView(): TemplateResult {
    return this.problem
      ? html`${problemView(this.problem, () => void this.#load())}`
      : html`<p class="soft" role="status">Loading…</p>`;
  }

  #pageView(document: OpenApiDocument): TemplateResult {
    const groups = filterOperations(this.#groups, this.filter);
    const shown = countOperations(groups);
    const all = countOperations(this.#groups);
    const navigation = navigationView({
      groups,
      filter: this.filter,
      shown,
      all,
      current: this.#place.current,
      setFilter: (filter) => {
        this.filter = filter;
        // What is left is short: it begins at the top.
        scrollTo({ top: 0 });
      },
      show: (anchor) => this.#show(anchor),
    });
    const schemas = document.components?.schemas ?? {};
    return html`
      <div class="columns">
        ${
          this.wide
            ? html`<div class="side">${navigation}</div>`
            : html`<dialog aria-label="Calls" @click=${this.#closeBeside}>
                <div class="menu">
                  <form method="dialog"><button>Close</button></form>
                  ${navigation}
                </div>
              </dialog>`
        }
        <main tabindex="-1">
          ${
            this.filter.trim()
              ? html`<p class="filtered">${shown} of ${all} calls for “${this.filter.trim()}”
                  <button type="button" class="plain" @click=${() => this.#clear()}>Show all</button></p>`
              : introductionView(document)
          }
          ${groups.map(
            ({ tag, anchor, operations }) => html`
              <section class="group" id=${anchor} aria-labelledby="name-${anchor}">
                <h2 id="name-${anchor}">${tag}</h2>
                ${operations.map((operation) => operationView(operation, schemas, location.origin))}
              </section>
            `,
          )}
        </main>
      </div>
    `;
  }

  async #load(): Promise<void> {
    this.problem = undefined;
    const answer = await readOpenApiDocument();
    if (!answer.ok) {
      this.problem = answer.problem;
      return;
    }
    this.#groups = groupOperations(answer.value);
    this.document = answer.value;
    await this.#follow();
  }

  /** Goes to what the address names. The browser cannot: it does not look for anchors inside of elements. */
  readonly #follow = async () => {
    const anchor = anchorOfAddress();
    if (anchor) await this.#show(anchor);
  };

  async #show(anchor: string): Promise<void> {
    this.#menu?.close();
    const isShown = () => this.renderRoot.querySelector(`#${CSS.escape(anchor)}`) !== null;
    await this.updateComplete;
    if (!isShown()) this.filter = '';
    await this.updateComplete;
    if (isShown()) this.#place.goTo(anchor);
  }

  #clear(): void {
    this.filter = '';
    this.renderRoot.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }

  #skip(event: Event): void {
    event.preventDefault();
    this.renderRoot.querySelector<HTMLElement>('main')?.focus();
  }

  get #menu(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  #openMenu(): void {
    this.#menu?.showModal();
  }

  /** A click on the backdrop lands on the dialog itself; everything else is inside of the menu. */
  #closeBeside(event: MouseEvent): void {
    if (event.target === event.currentTarget) this.#menu?.close();
  }

  readonly #widen = () => {
    this.wide = WIDE.matches;
  };
}

function anchorOfAddress(): string {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return '';
  }
}

customElements.define('tower-docs', TowerDocs);
