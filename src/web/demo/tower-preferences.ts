import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Me } from '../api/me.ts';
import { card } from '../styles/card.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { problemView } from '../ui/problem-view.ts';
import { channelsView } from './channels-view.ts';
import { digestView } from './digest-view.ts';
import { kindsView } from './kinds-view.ts';
import { mutedView } from './muted-view.ts';
import { pauseView } from './pause-view.ts';
import { preferenceStyles } from './preference-styles.ts';
import { quietHoursView } from './quiet-hours-view.ts';
import { zoneView } from './zone-view.ts';

/** The part of the settings that a problem belongs to; `all` when they could not even be read. */
type Group = 'all' | 'pause' | 'channels' | 'kinds' | 'digest' | 'quiet' | 'zone' | 'muted';

/**
 * The member's settings: what reaches them, where and when. Each change is saved at once; a refused one is taken back.
 */
export class TowerPreferences extends LitElement {
  static override styles = [tokens, controls, card, preferenceStyles];
  static override properties = {
    me: { attribute: false },
    member: {},
    types: { attribute: false },
    people: { attribute: false },
    preferences: { state: true },
    problem: { state: true },
    saved: { state: true },
  };
  declare me: Me;
  declare member: string;
  declare types: readonly StoredType[];
  declare people: readonly string[];
  declare preferences: Preferences | undefined;
  declare problem: { readonly of: Group; readonly problem: Problem } | undefined;
  declare saved: 'saving' | 'saved' | undefined;
  /** What the server has: where a refused change goes back to. */
  #stored: Preferences | undefined;
  /** Saves go out one after the other, because each replaces the whole. */
  #queue: Promise<void> = Promise.resolve();

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('member')) return;
    this.preferences = undefined;
    this.problem = undefined;
    this.saved = undefined;
    void this.#read();
  }

  override render(): TemplateResult {
    return html`
      <section aria-labelledby="heading">
        <div class="head">
          <h2 id="heading">Preferences of ${this.member}</h2>
          <span class="small soft" role="status">${this.saved === 'saving' ? 'Saving…' : this.saved === 'saved' ? 'Saved' : nothing}</span>
        </div>
        ${this.#problemOf('all')}
        ${this.preferences ? this.#fieldsView(this.preferences) : this.problem ? nothing : html`<p class="soft">Loading…</p>`}
      </section>
    `;
  }

  #fieldsView(preferences: Preferences): TemplateResult {
    const change = (of: Group) => (changed: Partial<Preferences>) => this.#save(of, { ...preferences, ...changed });
    const { channels, muted } = preferences;
    const { types, people } = this;
    const now = Date.now();
    return html`
      ${pauseView(preferences, now, change('pause'), this.#problemOf('pause'))}
      <div class="group">
        ${channelsView({ channels, types, change: change('channels') })}
        ${this.#problemOf('channels')}
      </div>
      ${kindsView({ preferences, types, change: change('kinds'), problem: this.#problemOf('kinds') })}
      ${digestView(preferences, change('digest'), this.#problemOf('digest'))}
      ${quietHoursView(preferences, change('quiet'), this.#problemOf('quiet'))}
      ${zoneView(preferences, change('zone'), this.#problemOf('zone'))}
      ${mutedView({ muted, types, people, now, change: change('muted'), problem: this.#problemOf('muted') })}
    `;
  }

  #problemOf(of: Group) {
    if (this.problem?.of !== of) return nothing;
    return problemView(this.problem.problem, of === 'all' ? () => this.#read() : undefined);
  }

  async #read(): Promise<void> {
    const { member } = this;
    this.problem = undefined;
    const answer = await this.me.preferences();
    if (member !== this.member) return;
    if (answer.ok) {
      this.#stored = answer.value;
      this.preferences = answer.value;
    } else {
      this.problem = { of: 'all', problem: answer.problem };
    }
  }

  #save(of: Group, wanted: Preferences): void {
    const { member } = this;
    this.preferences = wanted;
    this.saved = 'saving';
    this.problem = undefined;
    this.#queue = this.#queue.then(async () => {
      if (member !== this.member) return;
      const answer = await this.me.setPreferences(wanted);
      if (member !== this.member) return;
      if (answer.ok) this.#stored = wanted;
      if (!answer.ok) {
        this.problem = { of, problem: answer.problem };
        this.saved = undefined;
        this.preferences = this.#stored;
      } else if (this.preferences === wanted) {
        this.saved = 'saved';
      }
    });
  }
}

customElements.define('tower-preferences', TowerPreferences);
