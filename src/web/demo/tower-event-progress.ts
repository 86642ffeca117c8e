import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { EventStatus } from '../../contract/event.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Producer, Steering } from '../api/producer.ts';
import { card } from '../styles/card.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { problemView } from '../ui/problem-view.ts';
import { OUTCOME_WORDS, reasonWords } from './decision-words.ts';
import { progressStyles } from './progress-styles.ts';

/** ms between two looks at an event that is on its way. */
const FAST = 250;
/** ms between two looks once it has been on its way for `PATIENCE`. */
const SLOW = 2_000;
/** ms of looking fast. */
const PATIENCE = 10_000;
/** ms for which deliveries are still counted after the last decision; a push service that takes longer is not awaited. */
const SETTLING = 5_000;

const STATE_WORDS: Readonly<Record<EventStatus['state'], string>> = {
  accepted: 'Accepted',
  'fanning-out': 'Fanning out',
  paused: 'Paused',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** The way of one event, until every recipient has a decision and deliveries have had time to settle. Event `tower-change`. */
export class TowerEventProgress extends LitElement {
  static override styles = [tokens, controls, card, progressStyles];
  static override properties = {
    producer: { attribute: false },
    event: {},
    status: { state: true },
    problem: { state: true },
  };
  declare producer: Producer;
  declare event: string;
  declare status: EventStatus | undefined;
  declare problem: Problem | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #since = 0;
  #doneAt: number | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('event')) return;
    this.status = undefined;
    this.#start();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    return html`<section aria-labelledby="heading">
      <div class="head">
        <h2 id="heading">What became of it</h2>
        <span class="soft" role="status">${this.status ? STATE_WORDS[this.status.state] : 'Waiting'}</span>
      </div>
      ${this.#steering()}
      ${this.status ? statusView(this.status) : html`<progress aria-label="Progress"></progress>`}
      ${problemView(this.problem, () => this.#start())}
      <p class="small soft"><code>${this.event}</code></p>
    </section>`;
  }

  /** What can be done to a fan-out that is on its way. */
  #steering() {
    const state = this.status?.state;
    if (state !== 'fanning-out' && state !== 'paused') return nothing;
    const steer = (to: Steering) => () => this.#steer(to);
    return html`<div class="row">
      ${
        state === 'paused'
          ? html`<button @click=${steer('resume')}>Go on</button>`
          : html`<button @click=${steer('pause')}>Pause</button>`
      }
      <button @click=${steer('cancel')}>Stop here</button>
    </div>`;
  }

  async #steer(to: Steering): Promise<void> {
    const { event } = this;
    const answer = await this.producer.steer(event, to);
    if (event !== this.event || !this.isConnected) return;
    this.#start();
    // It may have ended just before: then there was nothing to steer, and what is shown next says so.
    if (!answer.ok && answer.problem.status !== 409) this.problem = answer.problem;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.problem = undefined;
    this.#since = Date.now();
    this.#doneAt = undefined;
    void this.#look();
  }

  async #look(): Promise<void> {
    const { event } = this;
    const answer = await this.producer.eventStatus(event);
    if (event !== this.event || !this.isConnected) return;
    if (!answer.ok) {
      this.problem = answer.problem;
      return;
    }
    const before = this.status;
    this.status = answer.value;
    const passed = Date.now() - this.#since;
    if (!before || before.state !== this.status.state)
      this.dispatchEvent(new CustomEvent('tower-change', { bubbles: true, composed: true }));
    if (!isMoving(this.status)) this.#doneAt ??= Date.now();
    const settling = interrupts(this.status) && Date.now() - (this.#doneAt ?? 0) < SETTLING;
    clearTimeout(this.#timer);
    if (isMoving(this.status) || settling) {
      this.#timer = setTimeout(() => this.#look(), passed < PATIENCE ? FAST : SLOW);
    }
  }
}

function statusView(status: EventStatus): TemplateResult {
  const { audience, offered, pruned } = status;
  const decided = offered + pruned;
  const total = Math.max(audience, decided);
  const bar =
    isMoving(status) && total === 0
      ? html`<progress aria-label="Progress"></progress>`
      : html`<progress aria-label="Recipients decided" max=${Math.max(total, 1)} .value=${total === 0 ? 1 : decided}></progress>`;
  return html`
    ${bar}
    <dl class="figures">
      ${figure('Audience', audience)} ${figure('Offered', offered)}
      ${pruned > 0 ? figure('Pruned', pruned) : nothing}
    </dl>
    <div class="tallies">
      ${tally(
        'Decisions',
        Object.entries(status.decisions).map(([name, count]) => [
          OUTCOME_WORDS[name as keyof typeof OUTCOME_WORDS],
          count,
        ]),
        true,
      )}
      ${tally(
        'Reasons',
        Object.entries(status.reasons).map(([name, count]) => [reasonWords(name), count]),
      )}
      ${tally('Deliveries', Object.entries(status.deliveries))}
    </div>
  `;
}

function figure(name: string, count: number): TemplateResult {
  return html`<div><dt>${name}</dt><dd>${count.toLocaleString('en')}</dd></div>`;
}

function tally(title: string, counts: readonly (readonly [string, number])[], zeros = false) {
  const shown = counts
    .filter(([, count]) => zeros || count > 0)
    .sort(([, one], [, other]) => (zeros ? 0 : other - one));
  if (shown.length === 0) return nothing;
  return html`<div>
    <h3>${title}</h3>
    <dl>${shown.map(([name, count]) => html`<div><dt>${name}</dt><dd>${count.toLocaleString('en')}</dd></div>`)}</dl>
  </div>`;
}

const isMoving = ({ state }: EventStatus) => ['accepted', 'fanning-out', 'paused'].includes(state);
const interrupts = ({ reasons }: EventStatus) => (reasons.interrupt ?? 0) > 0;

customElements.define('tower-event-progress', TowerEventProgress);
