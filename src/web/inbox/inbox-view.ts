import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Problem } from '../../contract/problem.ts';
import type { TimelineItem } from '../../contract/timeline.ts';
import type { LiveState } from '../api/live-connection.ts';
import { icon } from '../ui/icons.ts';
import { ago, inFull } from '../ui/moments.ts';
import { problemView } from '../ui/problem-view.ts';
import { actorsView, initialOf } from './actors-view.ts';
import type { TimelineState } from './timeline-state.ts';

export interface InboxModel extends TimelineState {
  readonly status: LiveState;
  readonly problem: { readonly at: 'list' | 'action'; readonly problem: Problem } | undefined;
  readonly loading: 'first' | 'older' | undefined;
  /** What is announced to screen readers. */
  readonly news: string;
}

export interface InboxActions {
  readonly choose: (event: Event, item: TimelineItem) => void;
  readonly archive: (item: TimelineItem) => void;
  readonly readAll: () => void;
  readonly older: () => void;
  readonly retry: () => void;
}

const STATUS: Readonly<Record<LiveState, string>> = { live: 'Live', connecting: 'Connecting', offline: 'Reconnecting' };

/** The whole inbox: heading with exact counts, problems, entries, older ones. */
export function inboxView(model: InboxModel, actions: InboxActions): TemplateResult {
  return html`
    <section aria-label="Notifications">
      <header>
        <h2>Notifications</h2>
        <span class="counts" role="group" aria-label="${model.unread} unread, ${model.unseen} new">
          ${model.unread > 0 ? html`<span class="count" data-count="unread">${model.unread} unread</span>` : nothing}
          ${model.unseen > 0 ? html`<span class="count new" data-count="unseen">${model.unseen} new</span>` : nothing}
        </span>
        <span class="status ${model.status}" role="status"><span class="lamp"></span>${STATUS[model.status]}</span>
        <button type="button" class="plain read-all" ?disabled=${model.unread === 0} @click=${actions.readAll}>
          ${icon('check')}Mark all read
        </button>
      </header>
      ${problemView(model.problem?.problem, model.problem?.at === 'list' ? actions.retry : undefined)}
      ${listView(model, actions)}
      <p class="unseen-text" aria-live="polite">${model.news}</p>
    </section>
  `;
}

function listView(model: InboxModel, actions: InboxActions): TemplateResult | typeof nothing {
  if (model.items.length === 0) {
    if (model.loading) return skeleton();
    if (model.problem) return nothing;
    return html`<p class="empty"><slot name="empty">Nothing here yet. New notifications appear by themselves.</slot></p>`;
  }
  const now = Date.now();
  return html`
    <ul aria-label="Notifications, newest first">
      ${repeat(
        model.items,
        (item) => item.id,
        (item) => entryView(item, now, actions),
      )}
    </ul>
    ${footView(model, actions)}
  `;
}

function entryView(item: TimelineItem, now: number, actions: InboxActions): TemplateResult {
  const address = linkOf(item.url);
  const choose = (event: Event) => actions.choose(event, item);
  const words = html`
    ${item.read ? nothing : html`<span class="unseen-text">Unread: </span>`}
    <span class="title">${item.title}</span>
    ${item.body ? html`<span class="body">${item.body}</span>` : nothing}
  `;
  return html`
    <li data-id=${item.id} data-count=${item.count} class=${item.read ? 'read' : 'unread'} ?data-new=${!item.seen}>
      ${pictureOf(item)}
      <div class="words">
        ${
          address === undefined
            ? html`<button type="button" class="entry" @click=${choose}>${words}</button>`
            : html`<a class="entry" href=${address} @click=${choose}>${words}</a>`
        }
        ${actorsView(item)}
        <p class="meta">
          <time datetime=${item.createdAt} title=${inFull(item.createdAt)}>${ago(item.createdAt, now)}</time>
          <span>${item.type}</span>
        </p>
      </div>
      <button type="button" class="icon archive" title="Archive" aria-label="Archive: ${item.title}"
        @click=${() => actions.archive(item)}>${icon('archive')}</button>
    </li>
  `;
}

function pictureOf(item: TimelineItem): TemplateResult {
  const picture = item.icon && linkOf(item.icon);
  if (picture) return html`<img class="picture" src=${picture} alt="" width="36" height="36" loading="lazy" />`;
  const name = item.actors[0] ?? item.type;
  return html`<span class="picture" aria-hidden="true">${initialOf(name)}</span>`;
}

function footView(model: InboxModel, actions: InboxActions): TemplateResult {
  if (model.next !== null) {
    const loading = model.loading === 'older';
    return html`<p class="foot"><button type="button" ?disabled=${loading} @click=${actions.older}>
      ${loading ? 'Loading…' : 'Show older'}
    </button></p>`;
  }
  const kept = model.kept
    ? ` Kept: up to ${model.kept.notifications.toLocaleString('en')} notifications, ${model.kept.days} days.`
    : '';
  return html`<p class="foot small soft">That is all.${kept}</p>`;
}

function skeleton(): TemplateResult {
  const line = html`<li class="skeleton"><span class="picture"></span><span class="bars"><span></span><span></span></span></li>`;
  return html`<p class="unseen-text" role="status">Loading notifications</p>
    <ul aria-hidden="true">${line}${line}${line}${line}</ul>`;
}

/** Only web addresses are followed: a `javascript:` URL in a template must never become a link. */
function linkOf(url: string): string | undefined {
  const target = url ? URL.parse(url, location.href) : null;
  return target?.protocol === 'https:' || target?.protocol === 'http:' ? target.href : undefined;
}
