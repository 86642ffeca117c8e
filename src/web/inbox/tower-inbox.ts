import { LitElement, type PropertyValues, type TemplateResult } from 'lit';
import type { Problem } from '../../contract/problem.ts';
import type { LiveMessage, TimelineItem } from '../../contract/timeline.ts';
import { type LiveConnection, type LiveState, openLiveConnection } from '../api/live-connection.ts';
import { createMe, type Me } from '../api/me.ts';
import type { Answer } from '../api/request.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { actorsStyles } from './actors-styles.ts';
import { inboxStyles } from './inbox-styles.ts';
import { inboxView } from './inbox-view.ts';
import { openSeenWatch, type SeenWatch } from './seen-watch.ts';
import * as timelines from './timeline-state.ts';
import { tokenMember } from './token-member.ts';

/** ms within which several reasons to fetch again become one. */
const GATHER = 250;
/** ms between two updates of "5 min. ago". */
const MINUTE = 60_000;

/**
 * A member's timeline, live: `<tower-inbox base="https://…" token="…">`.
 *
 * Events, all bubbling: `tower-counts` `{unseen, unread}` · `tower-open` (an entry was chosen; `preventDefault()` keeps
 * its link from being followed) · `tower-unauthorized` (set a new `token`) · `tower-change` (something arrived).
 */
export class TowerInbox extends LitElement {
  static override styles = [tokens, controls, inboxStyles, actorsStyles];
  static override properties = {
    base: { type: String },
    token: { type: String },
    timeline: { state: true },
    status: { state: true },
    problem: { state: true },
    loading: { state: true },
    news: { state: true },
  };
  declare base: string;
  declare token: string;
  declare timeline: timelines.TimelineState;
  declare status: LiveState;
  declare problem: { readonly at: 'list' | 'action'; readonly problem: Problem } | undefined;
  declare loading: 'first' | 'older' | undefined;
  declare news: string;

  readonly #me: Me = createMe(
    () => this.base,
    () => this.token,
  );
  /** What overtakes the first page that is on its way. */
  #overtaken = { ids: new Set<string>(), counts: false };
  #live: LiveConnection | undefined;
  #seen: SeenWatch | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #gathering: ReturnType<typeof setTimeout> | undefined;
  #member = '';

  constructor() {
    super();
    this.base = '';
    this.token = '';
    this.status = 'connecting';
    this.news = '';
    this.timeline = timelines.EMPTY_TIMELINE;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#clock = setInterval(() => this.requestUpdate(), MINUTE);
    if (this.hasUpdated && this.token) this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#clock);
    this.#close();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('token') && !changed.has('base')) return;
    const member = this.token && `${this.base} ${tokenMember(this.token)}`;
    if (member === this.#member) {
      if (this.problem) this.#gather();
      this.#live?.retry();
    } else {
      this.#member = member;
      this.#close();
      // At once, so that nobody is shown what belongs to the member before.
      this.timeline = timelines.EMPTY_TIMELINE;
      this.problem = undefined;
      this.news = '';
      this.loading = 'first';
      if (this.token) this.#open();
    }
  }

  override updated(changed: PropertyValues<this>): void {
    this.#seen?.watch(this.renderRoot.querySelectorAll('[data-id]'));
    const before = changed.get('timeline');
    if (before && (before.unseen !== this.timeline.unseen || before.unread !== this.timeline.unread)) {
      this.#tell('tower-counts', { unseen: this.timeline.unseen, unread: this.timeline.unread });
    }
  }

  /** Marks an entry as read, as if it had been chosen here: for a notification that was clicked outside the page. */
  async markRead(id: string): Promise<void> {
    this.timeline = timelines.withRead(this.timeline, id);
    this.#overtaken.ids.add(id);
    if (!(await this.#act(() => this.#me.read({ ids: [id] })))) this.#gather();
  }

  override render(): TemplateResult {
    return inboxView(
      { ...this.timeline, status: this.status, problem: this.problem, loading: this.loading, news: this.news },
      {
        choose: (event, item) => this.#choose(event, item),
        archive: (item) => this.#archive(item),
        readAll: () => this.#act(() => this.#me.read({ all: true })),
        older: () => this.#older(),
        retry: () => this.#refresh(),
      },
    );
  }

  #open(): void {
    this.#seen = openSeenWatch((ids) => this.#markSeen(ids));
    this.#live = openLiveConnection({
      base: this.base,
      token: () => this.token,
      onMessage: (message) => this.#hear(message),
      onState: (state) => {
        this.status = state;
        // What changed while nobody listened was not told; without a connection the list is still shown.
        if (state !== 'connecting') void this.#refresh();
      },
    });
  }

  #close(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    this.#live?.close();
    this.#seen?.stop();
    this.#live = undefined;
    this.#seen = undefined;
  }

  #hear(message: LiveMessage): void {
    const before = this.timeline;
    this.#overtaken.counts = true;
    this.timeline = timelines.withLiveMessage(before, message);
    if (message.kind === 'counts') {
      const differs = message.unseen !== before.unseen || message.unread !== before.unread;
      // Marked somewhere else: counts say how many, only the list says which.
      if (differs && this.loading !== 'first') this.#gather();
      return;
    }
    const { id } = message.kind === 'item' ? message.item : message;
    this.#overtaken.ids.add(id);
    const known = before.items.find((item) => item.id === id);
    if (message.kind === 'item' && (known?.count ?? 0) < message.item.count) this.news = message.item.title;
    this.#tell('tower-change');
  }

  #gather(): void {
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      void this.#refresh();
    }, GATHER);
  }

  async #refresh(): Promise<void> {
    const member = this.#member;
    this.#overtaken = { ids: new Set(), counts: false };
    const overtaken = this.#overtaken;
    const answer = await this.#me.timeline();
    // The answer to an older question is not looked at: a newer one is on its way.
    if (member !== this.#member || overtaken !== this.#overtaken) return;
    this.loading = undefined;
    if (!answer.ok) return this.#fail('list', answer.problem);
    this.problem = undefined;
    this.timeline = timelines.withFirstPage(this.timeline, answer.value, overtaken);
  }

  async #older(): Promise<void> {
    const { next } = this.timeline;
    if (next === null || this.loading) return;
    const member = this.#member;
    this.loading = 'older';
    const answer = await this.#me.timeline(next);
    if (member !== this.#member) return;
    this.loading = undefined;
    if (!answer.ok) return this.#fail('action', answer.problem);
    this.timeline = timelines.withOlderPage(this.timeline, answer.value);
  }

  #choose(event: Event, item: TimelineItem): void {
    if (!this.#tell('tower-open', item)) event.preventDefault();
    if (!item.read) void this.markRead(item.id);
  }

  async #archive(item: TimelineItem): Promise<void> {
    this.timeline = timelines.withoutItem(this.timeline, item.id);
    this.#overtaken.ids.add(item.id);
    this.news = `Archived: ${item.title}`;
    if (!(await this.#act(() => this.#me.archive([item.id])))) this.#gather();
  }

  #markSeen(ids: readonly string[]): void {
    const { items } = this.timeline;
    if (!items.some((item) => !item.seen && ids.includes(item.id))) return;
    // The mark only moves up: for a late entry below what was seen before, the mark is set again where it stands.
    const newest = items.find((item) => item.seen || ids.includes(item.id));
    if (newest)
      void this.#act(
        () => this.#me.seen(newest.id),
        (state) => timelines.withSeen(state, newest.id),
      );
  }

  async #act(
    call: () => Promise<Answer<{ readonly unseen: number; readonly unread: number }>>,
    then: (state: timelines.TimelineState) => timelines.TimelineState = (state) => state,
  ): Promise<boolean> {
    const member = this.#member;
    const answer = await call();
    if (member !== this.#member) return false;
    if (!answer.ok) {
      this.#fail('action', answer.problem);
      return false;
    }
    this.problem = undefined;
    this.#overtaken.counts = true;
    this.timeline = timelines.withCounts(then(this.timeline), answer.value);
    return true;
  }

  #fail(at: 'list' | 'action', problem: Problem): void {
    this.problem = { at, problem };
    if (problem.status === 401) this.#tell('tower-unauthorized');
  }

  #tell(name: string, detail?: unknown): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}

customElements.define('tower-inbox', TowerInbox);
