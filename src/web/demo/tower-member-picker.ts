import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Problem } from '../../contract/problem.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { icon } from '../ui/icons.ts';
import { problemView } from '../ui/problem-view.ts';
import { pickerStyles } from './picker-styles.ts';

/**
 * Chooses whose eyes the page looks with: one of the members, or any id. Events: `tower-pick` with the id, `tower-more`
 * for the next page of members, `tower-reread` for the first one again.
 */
export class TowerMemberPicker extends LitElement {
  static override styles = [tokens, controls, pickerStyles];
  static override properties = {
    members: { attribute: false },
    hasMore: { attribute: false },
    problem: { attribute: false },
    member: {},
    typed: { state: true },
  };
  declare members: readonly string[];
  declare hasMore: boolean;
  declare problem: Problem | undefined;
  declare member: string;
  declare typed: string;

  constructor() {
    super();
    this.members = [];
    this.hasMore = false;
    this.member = '';
    this.typed = '';
  }

  override render(): TemplateResult {
    return html`
      <button type="button" class="current" popovertarget="people" aria-label="Member: ${this.member || 'none'}. Choose another">
        <span class="soft caption">Viewing as</span><span class="name">${this.member || 'Choose a member'}</span>${icon('down')}
      </button>
      <div id="people" popover aria-label="Choose a member" role="dialog" @toggle=${this.#toggled}>
        <form @submit=${this.#submit}>
          <label for="id" class="unseen-text">Find a member, or type any id</label>
          <input id="id" autofocus autocomplete="off" spellcheck="false" maxlength="128" placeholder="Find or type an id"
            .value=${this.typed} @input=${this.#type} @keydown=${this.#move} />
        </form>
        ${this.#listView()}
      </div>
    `;
  }

  #listView(): TemplateResult {
    const typed = this.typed.trim();
    const found = this.members.filter((id) => id.toLowerCase().includes(typed.toLowerCase())).sort();
    const known = this.members.includes(typed);
    return html`
      <ul aria-label="Members" @keydown=${this.#move}>
        ${
          typed && !known
            ? html`<li><button type="button" @click=${() => this.#pick(typed)}>Use “${typed}”</button></li>`
            : nothing
        }
        ${found.map(
          (id) =>
            html`<li><button type="button" aria-current=${id === this.member ? 'true' : nothing} @click=${() => this.#pick(id)}>${id}</button></li>`,
        )}
      </ul>
      ${problemView(this.problem, () => this.#ask('tower-reread'))}
      ${
        this.hasMore
          ? html`<p class="more"><button type="button" class="plain" @click=${() => this.#ask('tower-more')}>Load more</button></p>`
          : nothing
      }
    `;
  }

  #type(event: InputEvent): void {
    this.typed = (event.target as HTMLInputElement).value;
  }

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const typed = this.typed.trim();
    if (typed) this.#pick(typed);
  }

  /** Up and down go from the field through the list and back. */
  #move(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const stops = [...this.renderRoot.querySelectorAll<HTMLElement>('#id, ul button')];
    const place = stops.indexOf(event.target as HTMLElement);
    stops[Math.max(0, Math.min(stops.length - 1, place + step))]?.focus();
  }

  #pick(member: string): void {
    this.renderRoot.querySelector<HTMLElement>('#people')?.hidePopover();
    this.dispatchEvent(new CustomEvent('tower-pick', { detail: member }));
  }

  #ask(name: 'tower-more' | 'tower-reread'): void {
    this.dispatchEvent(new CustomEvent(name));
  }

  #toggled(event: ToggleEvent): void {
    if (event.newState === 'open') {
      // Members come while the page is open: a list that is not paged on is read again.
      if (!this.hasMore) this.#ask('tower-reread');
    } else {
      this.typed = '';
    }
  }
}

customElements.define('tower-member-picker', TowerMemberPicker);
