import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { StoredType } from '../../contract/notification-type.ts';
import type { Problem } from '../../contract/problem.ts';
import type { TimelineCounts, TimelineItem } from '../../contract/timeline.ts';
import { type Demo, readDemo } from '../api/demo.ts';
import { createMe, type Me } from '../api/me.ts';
import { type MemberSession, openMemberSession } from '../api/member-session.ts';
import { createProducer, type Producer } from '../api/producer.ts';
import '../inbox/tower-inbox.ts';
import type { TowerInbox } from '../inbox/tower-inbox.ts';
import type { WorkerMessage } from '../push/notification.ts';
import { controls } from '../styles/controls.ts';
import { tokens } from '../styles/tokens.ts';
import { icon } from '../ui/icons.ts';
import { PagedList } from '../ui/paged-list.ts';
import { problemView } from '../ui/problem-view.ts';
import { readStored, writeStored } from '../ui/stored.ts';
import { demoStyles } from './demo-styles.ts';
import { panelView } from './panel-view.ts';
import { moveTab, type Tab, tabFromAddress, tabsView } from './tabs-view.ts';
import './tower-member-picker.ts';
import './tower-theme-switch.ts';
import './tower-welcome.ts';

/** From this width on the inbox stands beside the tabs instead of being one of them. */
const WIDE = matchMedia('(min-width: 900px)');

type Stage =
  | { readonly kind: 'loading' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly problem: Problem }
  | { readonly kind: 'ready'; readonly demo: Demo; readonly producer: Producer };

/** The demo page: looks at Tower with the eyes of one member, and acts as any of them. */
export class TowerDemo extends LitElement {
  static override styles = [tokens, controls, demoStyles];
  static override properties = {
    stage: { state: true },
    member: { state: true },
    token: { state: true },
    sessionProblem: { state: true },
    types: { state: true },
    counts: { state: true },
    tab: { state: true },
    note: { state: true },
    changes: { state: true },
  };
  declare stage: Stage;
  declare member: string;
  declare token: string;
  declare sessionProblem: Problem | undefined;
  declare types: readonly StoredType[];
  declare counts: TimelineCounts;
  declare tab: Tab;
  declare note: string;
  /** Goes up with everything that may have changed a decision, so that the trace is read again. */
  declare changes: number;

  readonly #members = new PagedList<{ readonly id: string }>(this, async (cursor) =>
    this.stage.kind === 'ready' ? this.stage.producer.members(cursor) : { ok: true, value: { items: [], next: null } },
  );
  readonly #me: Me = createMe(
    () => location.origin,
    () => this.token,
  );
  #session: MemberSession | undefined;

  constructor() {
    super();
    this.stage = { kind: 'loading' };
    this.member = '';
    this.token = '';
    this.types = [];
    this.counts = { unseen: 0, unread: 0 };
    this.tab = tabFromAddress(WIDE.matches);
    this.note = '';
    this.changes = 0;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    WIDE.addEventListener('change', this.#settleTab);
    addEventListener('hashchange', this.#settleTab);
    navigator.serviceWorker?.addEventListener('message', this.#hearWorker);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    WIDE.removeEventListener('change', this.#settleTab);
    removeEventListener('hashchange', this.#settleTab);
    navigator.serviceWorker?.removeEventListener('message', this.#hearWorker);
    this.#session?.stop();
  }

  override render(): TemplateResult {
    if (this.stage.kind === 'absent') return html`<tower-welcome></tower-welcome>`;
    return html`
      <header class="bar">
        <div class="inner">
          <a class="mark" href="/" aria-label="Tower, start page">Tower</a>
          ${this.#pickerView()}
          ${this.#officeView()}
          <tower-theme-switch></tower-theme-switch>
        </div>
      </header>
      <main>${this.#mainView()}</main>
    `;
  }

  #pickerView(): TemplateResult | typeof nothing {
    if (this.stage.kind !== 'ready') return nothing;
    const { items, next, problem } = this.#members;
    return html`<tower-member-picker .members=${items.map(({ id }) => id)} .hasMore=${next !== null} .problem=${problem}
      .member=${this.member} @tower-more=${() => this.#members.more()} @tower-reread=${() => this.#members.refresh()}
      @tower-pick=${(event: CustomEvent<string>) => this.#pick(event.detail)}></tower-member-picker>`;
  }

  #officeView(): TemplateResult | typeof nothing {
    const address = this.stage.kind === 'ready' ? this.stage.demo.postOffice : undefined;
    if (address === undefined) return nothing;
    const words = 'Post office: what would leave this machine';
    return html`<a class="office" href=${address} target="_blank" rel="noopener" title=${words} aria-label=${words}>
      ${icon('mail')}<span>Post office</span></a>`;
  }

  #mainView(): TemplateResult {
    if (this.stage.kind === 'failed') {
      return html`<div class="alone">${problemView(this.stage.problem, () => this.#start())}</div>`;
    }
    if (this.stage.kind !== 'ready') return html`<p class="alone soft" role="status">Loading…</p>`;
    if (!this.member) {
      return html`<div class="alone">
        ${problemView(this.#members.problem, () => this.#start())}
        ${this.#members.loaded ? html`<p class="soft">There are no members yet. Choose one at the top: any id makes a new member.</p>` : nothing}
      </div>`;
    }
    const { demo, producer } = this.stage;
    return html`
      <h1 class="unseen-text">Tower for ${this.member}</h1>
      ${problemView(this.sessionProblem, () => this.#session?.renew())}
      <div class="columns">
        <div class="inbox" id="inbox-panel" role=${WIDE.matches ? nothing : 'tabpanel'}
          aria-labelledby=${WIDE.matches ? nothing : 'tab-inbox'} ?hidden=${!WIDE.matches && this.tab !== 'inbox'}>
          <tower-inbox .token=${this.token} @tower-counts=${this.#count} @tower-open=${this.#openItem}
            @tower-unauthorized=${() => this.#session?.renew()} @tower-change=${this.#change}>
            <span slot="empty">Nothing for ${this.member} yet. Post as someone they follow, and it appears here.</span>
          </tower-inbox>
        </div>
        <div class="side">
          ${tabsView({ tab: this.tab, wide: WIDE.matches, unread: this.counts.unread, choose: (tab) => this.#chooseTab(tab) })}
          ${panelView({
            tab: this.tab,
            tenant: demo.tenant,
            producer,
            me: this.#me,
            member: this.member,
            signedIn: this.token !== '',
            types: this.types,
            people: this.#members.items.map(({ id }) => id),
            changes: this.changes,
            onChange: this.#change,
          })}
        </div>
      </div>
      <p class="note" role="status">${this.note}</p>
    `;
  }

  async #start(): Promise<void> {
    this.stage = { kind: 'loading' };
    const answer = await readDemo(location.origin);
    if (!answer.ok) {
      this.stage = { kind: 'failed', problem: answer.problem };
      return;
    }
    if (!answer.value) {
      this.stage = { kind: 'absent' };
      return;
    }
    const producer = createProducer(location.origin, answer.value.key);
    this.stage = { kind: 'ready', demo: answer.value, producer };
    void producer.types().then((types) => {
      if (types.ok) this.types = types.value.items;
    });
    const wanted = new URLSearchParams(location.search).get('member') ?? readStored('member');
    if (wanted) this.#pick(wanted);
    await this.#members.restart();
    // The first of the list that a visitor chooses from.
    const [first] = this.#members.items.map(({ id }) => id).sort();
    if (!this.member && first !== undefined) this.#pick(first);
  }

  #pick(member: string): void {
    if (this.stage.kind !== 'ready' || member === this.member) return;
    writeStored('member', member);
    this.#session?.stop();
    this.member = member;
    this.token = '';
    this.sessionProblem = undefined;
    this.#session = openMemberSession({
      producer: this.stage.producer,
      member,
      onToken: (token) => {
        this.token = token;
        this.sessionProblem = undefined;
      },
      onProblem: (problem) => {
        this.sessionProblem = problem;
      },
    });
  }

  readonly #change = () => {
    this.changes++;
  };

  #count(event: CustomEvent<TimelineCounts>): void {
    this.counts = event.detail;
    document.title = event.detail.unread > 0 ? `(${event.detail.unread}) Tower` : 'Tower';
  }

  /** Links of the demo's own made-up items lead nowhere: say where they would, and stay. */
  #openItem(event: CustomEvent<TimelineItem>): void {
    const { url, title } = event.detail;
    const target = url ? URL.parse(url, location.href) : null;
    if (target && target.origin !== location.origin) return;
    event.preventDefault();
    this.#say(target ? `Read. In a product this opens ${target.pathname}${target.search}` : `Read: ${title}`);
  }

  #say(words: string): void {
    this.note = words;
    setTimeout(() => {
      if (this.note === words) this.note = '';
    }, 5_000);
  }

  readonly #hearWorker = (event: MessageEvent<WorkerMessage>) => {
    const message = event.data;
    if (message.kind === 'clicked' && message.id !== undefined) {
      void this.renderRoot.querySelector<TowerInbox>('tower-inbox')?.markRead(message.id);
      this.#say('Opened from a notification.');
    }
  };

  #chooseTab(tab: Tab): void {
    this.tab = tab;
    history.replaceState(null, '', `#${tab}`);
  }

  readonly #settleTab = () => {
    this.tab = location.hash ? tabFromAddress(WIDE.matches) : moveTab(this.tab, 0, WIDE.matches);
  };
}

customElements.define('tower-demo', TowerDemo);
