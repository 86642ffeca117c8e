import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Problem } from '../../contract/problem.ts';
import type { Follow, Producer } from '../api/producer.ts';
import { card } from '../styles/card.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { PagedList } from '../ui/paged-list.ts';
import { problemView } from '../ui/problem-view.ts';

/** Whom the member follows; follow and unfollow. */
export class TowerFollowing extends LitElement {
  static override styles = [tokens, controls, card];
  static override properties = {
    producer: { attribute: false },
    member: {},
    people: { attribute: false },
    problem: { state: true },
    busy: { state: true },
    news: { state: true },
  };
  declare producer: Producer;
  declare member: string;
  declare people: readonly string[];
  declare problem: { readonly of: string; readonly problem: Problem } | undefined;
  declare busy: boolean;
  declare news: string;
  readonly #follows = new PagedList<Follow>(this, (cursor) => this.producer.follows(this.member, cursor));

  constructor() {
    super();
    this.people = [];
    this.busy = false;
    this.news = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) void this.#follows.refresh();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('member')) return;
    this.problem = undefined;
    this.news = '';
    void this.#follows.restart();
  }

  override render(): TemplateResult {
    const { items, next, problem, loaded, loading } = this.#follows;
    const followed = new Set(items.map(({ to }) => to));
    return html`
      <section aria-labelledby="heading">
        <h2 id="heading">${this.member} follows</h2>
        <form @submit=${this.#submit}>
          <div class="row">
            <div class="field">
              <label for="to">Follow someone</label>
              <input id="to" list="people" required maxlength="128" autocomplete="off" spellcheck="false" placeholder="Any id" />
            </div>
            <button class="primary" ?disabled=${this.busy}>Follow</button>
          </div>
          ${problemView(this.problem?.of === '' ? this.problem.problem : undefined)}
          <datalist id="people">
            ${this.people.filter((id) => id !== this.member && !followed.has(id)).map((id) => html`<option value=${id}></option>`)}
          </datalist>
        </form>
        ${problemView(problem, () => this.#follows.refresh())}
        ${!loaded && loading ? html`<p class="soft">Loading…</p>` : nothing}
        ${loaded && items.length === 0 ? html`<p class="soft">Nobody yet. What someone posts reaches those who follow them.</p>` : nothing}
        <ul class="lines" aria-label="Followed by ${this.member}">${items.map((follow) => this.#lineView(follow))}</ul>
        ${next === null ? nothing : html`<p class="more"><button type="button" ?disabled=${loading} @click=${() => this.#follows.more()}>Show more</button></p>`}
        <p class="unseen-text" role="status">${this.news}</p>
      </section>
    `;
  }

  #lineView({ to, kind, strength }: Follow): TemplateResult {
    return html`<li>
      <div>
        <p>${to}</p>
        ${kind === 'follow' && strength === 1 ? nothing : html`<p class="small soft">${kind}, strength ${strength}</p>`}
        ${problemView(this.problem?.of === to ? this.problem.problem : undefined)}
      </div>
      <button type="button" ?disabled=${this.busy} aria-label="Unfollow ${to}" @click=${() => this.#unfollow(to)}>Unfollow</button>
    </li>`;
  }

  async #submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const field = this.renderRoot.querySelector<HTMLInputElement>('#to');
    const to = field?.value.trim();
    if (!field || !to || this.busy) return;
    if (await this.#act('', () => this.producer.follow(this.member, to))) {
      field.value = '';
      this.news = `${this.member} follows ${to} now.`;
    }
  }

  async #unfollow(to: string): Promise<void> {
    if (await this.#act(to, () => this.producer.unfollow(this.member, to))) {
      this.news = `${this.member} no longer follows ${to}.`;
    }
  }

  /** Does something to a person's edge; a problem is shown at that person, or at the form for ''. */
  async #act(of: string, call: () => ReturnType<Producer['follow']>): Promise<boolean> {
    const { member } = this;
    this.busy = true;
    this.problem = undefined;
    const answer = await call();
    this.busy = false;
    if (member !== this.member) return false;
    if (!answer.ok) this.problem = { of, problem: answer.problem };
    else await this.#follows.refresh();
    return answer.ok;
  }
}

customElements.define('tower-following', TowerFollowing);
