import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { TraceEntry } from '../../contract/decision.ts';
import type { Kept } from '../../contract/timeline.ts';
import type { Producer } from '../api/producer.ts';
import type { Page } from '../api/request.ts';
import { card } from '../styles/card.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { icon } from '../ui/icons.ts';
import { PagedList } from '../ui/paged-list.ts';
import { problemView } from '../ui/problem-view.ts';
import { type Run, runsOf } from './decision-runs.ts';
import { decisionStyles } from './decision-styles.ts';
import { decisionView } from './decision-view.ts';

/** ms within which several changes lead to one reading. */
const GATHER = 400;

/** Why each candidate of the member was or was not sent: outcome, words, component, and the numbers on demand. */
export class TowerDecisions extends LitElement {
  static override styles = [tokens, controls, card, decisionStyles];
  static override properties = { producer: { attribute: false }, member: {}, changes: { attribute: false } };
  declare producer: Producer;
  declare member: string;
  /** A number that goes up when the trace may have changed. */
  declare changes: number;
  readonly #trace = new PagedList<TraceEntry, Page<TraceEntry> & { readonly kept: Kept }>(this, (cursor) =>
    this.producer.decisions(this.member, cursor),
  );
  #timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#gather();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('member')) void this.#trace.restart();
    else if (changed.has('changes')) this.#gather();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render(): TemplateResult {
    const { items, next, problem, loaded, loading } = this.#trace;
    const now = Date.now();
    const byId = new Map(items.map((entry) => [entry.event, entry]));
    return html`
      <section aria-labelledby="heading">
        <div class="head">
          <h2 id="heading">Why ${this.member} was notified, or not</h2>
          <button type="button" class="icon" title="Read again" aria-label="Read the decisions again" ?disabled=${loading}
            @click=${() => this.#trace.refresh()}>${icon('refresh')}</button>
        </div>
        ${problemView(problem, () => this.#trace.refresh())}
        ${!loaded && loading ? html`<p class="soft" role="status">Loading…</p>` : nothing}
        ${loaded && items.length === 0 ? html`<p class="soft">No decisions yet. Each event that could concern ${this.member} ends in one.</p>` : nothing}
        <ol>
          ${repeat(
            runsOf(items),
            ([newest]) => newest.event,
            (run) => runView(run, (entry) => decisionView(entry, { now, joined: byId.get(entry.into ?? '') })),
          )}
        </ol>
        ${next === null ? this.#endView() : html`<p class="more"><button type="button" ?disabled=${loading} @click=${() => this.#trace.more()}>Show older</button></p>`}
      </section>
    `;
  }

  #endView(): TemplateResult | typeof nothing {
    const kept = this.#trace.lastPage?.kept;
    if (!kept || this.#trace.items.length === 0) return nothing;
    return html`<p class="small soft more">
      Kept: up to ${kept.notifications.toLocaleString('en')} notifications, ${kept.days} days, the last
      ${kept.dropped.toLocaleString('en')} dropped.
    </p>`;
  }

  #gather(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#trace.refresh(), GATHER);
  }
}

function runView([newest, ...before]: Run, view: (entry: TraceEntry) => TemplateResult): TemplateResult {
  return html`<li>
    ${view(newest)}
    ${
      before.length === 0
        ? nothing
        : html`<details class="run">
            <summary class="small">${before.length} more joined it just before</summary>
            <ol>${before.map((entry) => html`<li>${view(entry)}</li>`)}</ol>
          </details>`
    }
  </li>`;
}

customElements.define('tower-decisions', TowerDecisions);
