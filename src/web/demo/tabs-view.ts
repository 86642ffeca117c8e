import { html, nothing, type TemplateResult } from 'lit';
import { type IconName, icon } from '../ui/icons.ts';

export type Tab = 'inbox' | 'post' | 'following' | 'why' | 'settings';

const TABS: readonly { readonly tab: Tab; readonly label: string; readonly icon: IconName }[] = [
  { tab: 'inbox', label: 'Inbox', icon: 'bell' },
  { tab: 'post', label: 'Post', icon: 'pen' },
  { tab: 'following', label: 'Following', icon: 'people' },
  { tab: 'why', label: 'Why', icon: 'question' },
  { tab: 'settings', label: 'Settings', icon: 'sliders' },
];

export interface TabsModel {
  readonly tab: Tab;
  /** A wide page shows the inbox all the time, so it is no tab there. */
  readonly wide: boolean;
  readonly unread: number;
  readonly choose: (tab: Tab) => void;
}

/** The tabs of the page (WAI-ARIA tabs pattern): arrow keys, Home and End move between them. */
export function tabsView({ tab: selected, wide, unread, choose }: TabsModel): TemplateResult {
  const move = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -TABS.length, End: TABS.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const tab = moveTab(selected, step, wide);
    choose(tab);
    const list = event.currentTarget as HTMLElement;
    list.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label="Parts of the page" @keydown=${move}>
      ${tabsOf(wide).map(
        ({ tab, label, icon: name }) => html`
          <button type="button" role="tab" id="tab-${tab}" aria-selected=${tab === selected}
            aria-controls=${tab === 'inbox' ? 'inbox-panel' : 'panel'}
            tabindex=${tab === selected ? 0 : -1} @click=${() => choose(tab)}>
            ${icon(name)}<span>${label}</span>
            ${tab === 'inbox' && unread > 0 ? html`<span class="badge">${unread > 99 ? '99+' : unread}<span class="unseen-text"> unread</span></span>` : nothing}
          </button>
        `,
      )}
    </div>
  `;
}

/** The tab some places on, stopping at the ends; also brings a tab that this width does not have to one that it has. */
export function moveTab(from: Tab, step: number, wide: boolean): Tab {
  const tabs = tabsOf(wide);
  const place = tabs.findIndex(({ tab }) => tab === from);
  const target = Math.max(0, Math.min(tabs.length - 1, Math.max(0, place) + step));
  return tabs[target]?.tab ?? 'post';
}

/** The tab that the fragment of the address names, or the first one. */
export function tabFromAddress(wide: boolean): Tab {
  const named = TABS.find(({ tab }) => `#${tab}` === location.hash);
  return moveTab(named?.tab ?? 'inbox', 0, wide);
}

const tabsOf = (wide: boolean) => (wide ? TABS.slice(1) : TABS);
