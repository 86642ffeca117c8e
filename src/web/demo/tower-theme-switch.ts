import { html, LitElement, type TemplateResult } from 'lit';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { icon } from '../ui/icons.ts';
import { chooseTheme, currentTheme, nextTheme, type Theme } from '../ui/theme.ts';

/** One button that goes through the themes: the system's, light, dark. */
export class TowerThemeSwitch extends LitElement {
  static override styles = [tokens, controls];
  static override properties = { theme: { state: true } };
  declare theme: Theme;

  constructor() {
    super();
    this.theme = currentTheme();
  }

  override render(): TemplateResult {
    return html`<button type="button" class="icon" title="Theme: ${this.theme}"
      aria-label="Theme: ${this.theme}. Switch to ${nextTheme(this.theme)}" @click=${this.#next}>${icon(this.theme)}</button>`;
  }

  #next(): void {
    this.theme = nextTheme(this.theme);
    chooseTheme(this.theme);
  }
}

customElements.define('tower-theme-switch', TowerThemeSwitch);
