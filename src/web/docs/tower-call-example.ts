import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';

/** A piece of code with a button that copies it. */
export class TowerCallExample extends LitElement {
  static override styles = [
    tokens,
    controls,
    css`
      figure {
        min-width: 0;
        margin: 0;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--ground);
        overflow: hidden;
      }
      figcaption {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 8px;
        min-height: 44px;
        padding: 0 4px 0 14px;
        border-bottom: 1px solid var(--line);
        color: var(--ink-soft);
        font-size: 13px;
        font-weight: 550;
      }
      pre {
        margin: 0;
        padding: 12px 14px;
        overflow-x: auto;
        scrollbar-width: thin;
      }
      pre:focus-visible {
        outline-offset: -2px;
      }
      pre code {
        font-size: 12.5px;
        line-height: 1.6;
        overflow-wrap: normal;
      }
    `,
  ];
  static override properties = { code: {}, language: {}, name: {}, copied: { state: true } };
  declare code: string;
  declare language: string;
  /** What it is an example of, for screen readers. */
  declare name: string;
  declare copied: boolean;

  constructor() {
    super();
    this.code = '';
    this.language = '';
    this.name = '';
    this.copied = false;
  }

  override render(): TemplateResult {
    // Scrollable, so it takes the focus: the keyboard has to reach what is cut off.
    return html`
      <figure aria-label="${this.language} example of ${this.name}">
        <figcaption>
          <span>${this.language}</span>
          ${
            // There is no clipboard on pages without https.
            navigator.clipboard
              ? html`<button type="button" class="plain" aria-label="Copy the example of ${this.name}" @click=${this.#copy}>${this.copied ? 'Copied' : 'Copy'}</button>`
              : nothing
          }
        </figcaption>
        <pre tabindex="0" role="region" aria-label="Code: ${this.name}"><code>${this.code}</code></pre>
        <span class="unseen-text" role="status">${this.copied ? 'Copied' : nothing}</span>
      </figure>
    `;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.code);
    } catch {
      // Refused by the browser: the code is selected instead, one key away from being copied.
      const code = this.renderRoot.querySelector('code');
      if (code) getSelection()?.selectAllChildren(code);
      return;
    }
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, 2_000);
  }
}

customElements.define('tower-call-example', TowerCallExample);
