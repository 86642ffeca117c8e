import { html, LitElement, type TemplateResult } from 'lit';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { welcomeStyles } from './welcome-styles.ts';

/** What a visitor of a deployment without a demo sees: what this is, and how to try it. */
export class TowerWelcome extends LitElement {
  static override styles = [tokens, controls, welcomeStyles];

  override render(): TemplateResult {
    return html`
      <main>
        <p class="mark">Tower</p>
        <h1>Decides, for every member, which notifications to send, on which channel and when, and can say why.</h1>
        <p class="soft">
          Producers post events over HTTP. Tower finds who might care, decides for each of them inside an object of their
          own, and delivers to the in-app timeline and by web push, now or at a better time. This deployment is running and
          shows no demo.
        </p>
        <section aria-labelledby="try">
          <h2 id="try">Try it on your machine</h2>
          <pre><code>npm ci
npm start</code></pre>
          <p class="soft">It prints one address. Open it to see a small world of people who post, follow and get notified.</p>
        </section>
        <section aria-labelledby="use">
          <h2 id="use">Use this one</h2>
          <p class="soft">
            Every call is described in <a href="/docs">the API reference</a>. To see that it is well, ask
            <a href="/health">its health</a>.
          </p>
        </section>
      </main>
    `;
  }
}

customElements.define('tower-welcome', TowerWelcome);
