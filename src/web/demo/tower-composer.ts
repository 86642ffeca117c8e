import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Producer } from '../api/producer.ts';
import { card } from '../styles/card.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { newId } from '../ui/new-id.ts';
import { problemView } from '../ui/problem-view.ts';
import {
  type ComposerField,
  type ComposerFields,
  composedEvent,
  faultOf,
  recipientsOf,
  restOf,
} from './composer-fields.ts';
import './tower-event-progress.ts';

/** Posts an event as anyone, to their followers or to named people, and shows what becomes of it. */
export class TowerComposer extends LitElement {
  static override styles = [tokens, controls, card];
  static override properties = {
    producer: { attribute: false },
    member: {},
    types: { attribute: false },
    people: { attribute: false },
    fields: { state: true },
    followed: { state: true },
    problem: { state: true },
    posting: { state: true },
    posted: { state: true },
  };
  declare producer: Producer;
  declare member: string;
  declare types: readonly StoredType[];
  declare people: readonly string[];
  declare fields: ComposerFields;
  /** Whom the member follows: posting as one of them is what the member gets to see. */
  declare followed: readonly string[] | undefined;
  declare problem: Problem | undefined;
  declare posting: boolean;
  declare posted: string | undefined;

  constructor() {
    super();
    this.types = [];
    this.people = [];
    this.posting = false;
    this.fields = { actor: '', type: '', text: '', item: '', to: 'followers', recipients: '' };
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('member')) void this.#suggest();
    // A type with an audience of its own is one that is meant for followers.
    const usual = this.types.find(({ audience }) => audience) ?? this.types[0];
    if (this.fields.type === '' && usual) this.#set({ type: usual.name });
  }

  override render(): TemplateResult {
    const { actor, type, text, item, to, recipients } = this.fields;
    return html`
      <section aria-labelledby="heading">
        <h2 id="heading">Post as someone</h2>
        <form @submit=${this.#post} novalidate>
          ${this.#field(
            'actor',
            'Who posts',
            html`
            <input id="actor" list="people" autocomplete="off" spellcheck="false" maxlength="128" .value=${actor}
              aria-invalid=${this.#invalid('actor')} aria-describedby="actor-note"
              @input=${(event: Event) => this.#set({ actor: fieldText(event) })} />`,
            this.#suggestion(),
          )}
          ${this.#field(
            'type',
            'Type',
            html`
            <select id="type" aria-invalid=${this.#invalid('type')} aria-describedby="type-note"
              @change=${(event: Event) => this.#set({ type: fieldText(event) })}>
              ${this.types.map(({ name, class: kind }) => html`<option value=${name} ?selected=${name === type}>${name} (${kind})</option>`)}
            </select>`,
          )}
          ${this.#field(
            'text',
            'Text',
            html`
            <textarea id="text" rows="3" maxlength="2000" .value=${text} aria-invalid=${this.#invalid('text')} aria-describedby="text-note"
              @input=${(event: Event) => this.#set({ text: fieldText(event) })}></textarea>`,
          )}
          ${this.#field(
            'item',
            'About',
            html`
            <input id="item" autocomplete="off" spellcheck="false" maxlength="128" placeholder="Something new" .value=${item}
              aria-invalid=${this.#invalid('item')} aria-describedby="item-note"
              @input=${(event: Event) => this.#set({ item: fieldText(event) })} />`,
            this.#itemHint(),
          )}
          <fieldset>
            <legend>To</legend>
            ${this.#choice('followers', `Everyone who follows ${actor || 'them'}`)}
            ${this.#choice('named', 'These people')}
            ${
              to === 'named'
                ? this.#field(
                    'recipients',
                    'Ids, separated by commas',
                    html`
                    <input id="recipients" autocomplete="off" spellcheck="false" .value=${recipients}
                      aria-invalid=${this.#invalid('recipients')} aria-describedby="recipients-note"
                      @input=${(event: Event) => this.#set({ recipients: fieldText(event) })} />`,
                  )
                : nothing
            }
          </fieldset>
          <datalist id="people">${[...new Set([...(this.followed ?? []), ...this.people])].map((id) => html`<option value=${id}></option>`)}</datalist>
          ${problemView(restOf(this.problem))}
          <button class="primary" ?disabled=${this.posting}>${this.posting ? 'Posting…' : 'Post'}</button>
        </form>
      </section>
      ${this.posted === undefined ? nothing : html`<tower-event-progress .producer=${this.producer} .event=${this.posted}></tower-event-progress>`}
    `;
  }

  #field(field: ComposerField, label: string, control: TemplateResult, hint?: string): TemplateResult {
    const fault = faultOf(this.problem, field);
    return html`<div class="field">
      <label for=${field}>${label}</label>${control}
      <p id="${field}-note" class="small ${fault ? 'fault' : 'soft'}" ?hidden=${!fault && !hint}>${fault ?? hint ?? nothing}</p>
    </div>`;
  }

  #choice(to: ComposerFields['to'], label: string): TemplateResult {
    return html`<label class="choice"><input type="radio" name="to" value=${to} .checked=${this.fields.to === to}
      @change=${() => this.#set({ to, recipients: this.fields.recipients || this.member })} />${label}</label>`;
  }

  #suggestion(): string | undefined {
    if (!this.followed) return undefined;
    if (this.followed.length === 0) return `${this.member} follows nobody yet: name them as a recipient.`;
    const names = this.followed.slice(0, 3).join(', ');
    return `${this.member} follows ${names}${this.followed.length > 3 ? ' and others' : ''}.`;
  }

  #itemHint(): string | undefined {
    const type = this.types.find(({ name }) => name === this.fields.type);
    return type?.collapse ? 'Any id. Several about the same one become one entry.' : undefined;
  }

  async #suggest(): Promise<void> {
    const { member } = this;
    const answer = await this.producer.follows(member);
    if (member !== this.member) return;
    this.followed = answer.ok ? answer.value.items.map(({ to }) => to) : undefined;
    const actor = this.followed?.[0] ?? this.people.find((id) => id !== member) ?? '';
    const to = this.followed?.length === 0 ? 'named' : 'followers';
    this.#set({ actor, to, recipients: member });
  }

  #set(fields: Partial<ComposerFields>): void {
    this.fields = { ...this.fields, ...fields };
  }

  #invalid(field: ComposerField): 'true' | 'false' {
    return faultOf(this.problem, field) ? 'true' : 'false';
  }

  async #post(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (this.posting) return;
    this.problem = missing(this.fields);
    if (this.problem) return;
    this.posting = true;
    const answer = await this.producer.post(composedEvent(this.fields, newId('note')));
    this.posting = false;
    if (!answer.ok) {
      this.problem = answer.problem;
      return;
    }
    this.posted = answer.value.id;
    this.#set({ text: '' });
  }
}

/** What the form lacks, in the form of the server's refusals. */
function missing({ actor, type, text, to, recipients }: ComposerFields): Problem | undefined {
  const errors = [
    ...(actor ? [] : [{ path: 'data.actor', message: 'Say who posts.' }]),
    ...(type ? [] : [{ path: 'type', message: 'There is no type to post yet.' }]),
    ...(text.trim() ? [] : [{ path: 'data.payload', message: 'Write something.' }]),
    ...(to === 'followers' || recipientsOf(recipients).length > 0
      ? []
      : [{ path: 'data.recipients', message: 'Name at least one person.' }]),
  ];
  if (errors.length === 0) return undefined;
  return {
    type: 'urn:tower:problem:incomplete',
    title: 'Something is missing',
    status: 0,
    detail: 'See the marked fields.',
    errors,
  };
}

function fieldText(event: Event): string {
  return (event.target as HTMLInputElement).value;
}

customElements.define('tower-composer', TowerComposer);
