import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Device } from '../../contract/device.ts';
import type { Problem } from '../../contract/problem.ts';
import { readVapidKey } from '../api/demo.ts';
import type { Me } from '../api/me.ts';
import type { Answer } from '../api/request.ts';
import {
  isOutdated,
  PUSH_WORDS,
  pushSupport,
  subscribeBrowser,
  tellWorker,
  unsubscribeBrowser,
} from '../push/browser-push.ts';
import type { WorkerMessage } from '../push/notification.ts';
import { card } from '../styles/card.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { ago, inFull } from '../ui/moments.ts';
import { problemView } from '../ui/problem-view.ts';
import { DEMO_PHONE } from './demo-phone.ts';
import { forgetDevice, ownDevice, rememberDevice } from './own-devices.ts';

/** Turns web push of this browser on and off for the member, and lists the member's devices. */
export class TowerPush extends LitElement {
  static override styles = [tokens, controls, card];
  static override properties = {
    me: { attribute: false },
    member: {},
    tenant: {},
    devices: { state: true },
    problem: { state: true },
    busy: { state: true },
  };
  declare me: Me;
  declare member: string;
  declare tenant: string;
  declare devices: readonly Device[] | undefined;
  declare problem: Problem | undefined;
  declare busy: boolean;

  constructor() {
    super();
    this.busy = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    navigator.serviceWorker?.addEventListener('message', this.#hearWorker);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    navigator.serviceWorker?.removeEventListener('message', this.#hearWorker);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('member')) return;
    this.devices = undefined;
    this.problem = undefined;
    void this.#read().then(() => this.#keepUp());
  }

  override render(): TemplateResult {
    const support = pushSupport();
    const own = this.#own();
    return html`
      <section aria-labelledby="heading">
        <div class="head">
          <h2 id="heading">Web push</h2>
          ${
            own
              ? html`<button type="button" ?disabled=${this.busy} @click=${() => this.#turnOff()}>Turn off here</button>`
              : html`<button type="button" class="primary" ?disabled=${this.busy || support === 'unsupported' || support === 'insecure'}
                  @click=${() => this.#turnOn()}>${this.busy ? 'Asking…' : 'Turn on here'}</button>`
          }
        </div>
        <p class="soft" role="status">${
          own
            ? `This browser shows notifications for ${this.member}, even when this page is closed.`
            : support === 'ready'
              ? `Off in this browser. Turn it on to be notified as ${this.member}, even when this page is closed.`
              : PUSH_WORDS[support]
        }</p>
        ${problemView(this.problem)}
        ${this.#devicesView(own)}
      </section>
    `;
  }

  #devicesView(own: string | undefined): TemplateResult | typeof nothing {
    if (!this.devices || this.devices.length === 0) return nothing;
    const now = Date.now();
    return html`<ul class="lines" aria-label="Devices of ${this.member}">
      ${this.devices.map(
        ({ id, app, host, createdAt }) => html`<li>
          <div>
            <p>${app === DEMO_PHONE ? 'Silent phone of the demo' : host}${id === own ? ' (this browser)' : nothing}</p>
            <p class="small soft">Added <time datetime=${createdAt} title=${inFull(createdAt)}>${ago(createdAt, now)}</time></p>
          </div>
          <button type="button" ?disabled=${this.busy} aria-label="Remove the device at ${host}" @click=${() => this.#remove(id)}>Remove</button>
        </li>`,
      )}
    </ul>`;
  }

  /** The device that this browser is for the member, as long as the server knows it too. */
  #own(): string | undefined {
    const id = ownDevice(this.member);
    return this.devices?.some((device) => device.id === id) ? id : undefined;
  }

  async #read(): Promise<void> {
    const { member } = this;
    const answer = await this.me.devices();
    if (member !== this.member) return;
    if (answer.ok) this.devices = answer.value.items;
    else this.problem = answer.problem;
  }

  async #turnOn(): Promise<void> {
    const { member } = this;
    const replaces = this.#own();
    await this.#act(async () => {
      const key = await readVapidKey(location.origin, this.tenant);
      if (!key.ok) return key;
      const applicationServerKey = key.value.publicKey;
      const subscription = await subscribeBrowser(applicationServerKey);
      if (!subscription.ok) return subscription;
      const added = await this.me.addDevice({
        kind: 'web-push',
        subscription: subscription.value,
        applicationServerKey,
        ...(replaces === undefined ? {} : { replaces }),
      });
      if (!added.ok) return added;
      const { id, renewal } = added.value;
      rememberDevice(member, id);
      const { endpoint } = subscription.value;
      if (renewal !== undefined) {
        await tellWorker({ kind: 'keep-renewal', renewal: { token: renewal, applicationServerKey, endpoint } });
      }
      return added;
    });
  }

  /** A browser that is on, but was subscribed with a key that has been replaced, or not with what the server knows. */
  async #keepUp(): Promise<void> {
    if (this.#own() === undefined) return;
    const key = await readVapidKey(location.origin, this.tenant);
    if (!key.ok) return;
    if (!(await isOutdated(key.value.publicKey))) await tellWorker({ kind: 'check-renewal' });
    else if (this.#own() !== undefined) await this.#turnOn();
  }

  async #turnOff(): Promise<void> {
    const own = this.#own();
    if (own) await this.#remove(own);
  }

  async #remove(id: string): Promise<void> {
    const { member } = this;
    await this.#act(async () => {
      const removed = await this.me.removeDevice(id);
      // Another page of this browser may have turned it on for somebody else meanwhile.
      if (removed.ok && ownDevice(member) === id && forgetDevice(member) === 0) await unsubscribeBrowser();
      return removed;
    });
  }

  async #act(call: () => Promise<Answer<unknown>>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const answer = await call();
    this.busy = false;
    if (answer.ok) await this.#read();
    else this.problem = answer.problem;
  }

  readonly #hearWorker = (event: MessageEvent<WorkerMessage>) => {
    if (event.data.kind !== 'subscription-changed' || this.#own() === undefined) return;
    void (event.data.renewed ? this.#read() : this.#turnOn());
  };
}

customElements.define('tower-push', TowerPush);
