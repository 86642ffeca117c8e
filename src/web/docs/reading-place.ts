import type { LitElement, ReactiveController } from 'lit';

/** Share of the window's height from its top at which something counts as being read. */
const READING_LINE = 0.25;

/** Knows which call of the page is being read, so that the navigation can mark it, and goes to one. */
export class ReadingPlace implements ReactiveController {
  /** Anchor of what is read now. */
  current = 'introduction';
  readonly #host: LitElement;
  #waiting = 0;
  /** Where the page was scrolled to by `goTo`: what was asked for stays current until the reader scrolls. */
  #settled = -1;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('scroll', this.#scrolled, { passive: true });
  }

  hostDisconnected(): void {
    removeEventListener('scroll', this.#scrolled);
    cancelAnimationFrame(this.#waiting);
    this.#waiting = 0;
  }

  /** Scrolls to an anchor of the host and gives it the focus, so that the keyboard goes on from there. */
  goTo(anchor: string): void {
    const target = this.#host.renderRoot.querySelector<HTMLElement>(`#${CSS.escape(anchor)}`);
    if (!target) return;
    target.scrollIntoView({ block: 'start' });
    target.focus({ preventScroll: true });
    this.#settled = scrollY;
    this.#mark(anchor);
  }

  readonly #scrolled = () => {
    if (this.#waiting === 0) this.#waiting = requestAnimationFrame(this.#look);
  };

  readonly #look = () => {
    this.#waiting = 0;
    if (Math.abs(scrollY - this.#settled) < 2) return;
    this.#settled = -1;
    const line = innerHeight * READING_LINE;
    let found = 'introduction';
    for (const each of this.#host.renderRoot.querySelectorAll('article')) {
      if (each.getBoundingClientRect().top > line) break;
      found = each.id;
    }
    this.#mark(found);
  };

  #mark(anchor: string): void {
    if (anchor === this.current) return;
    this.current = anchor;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => {
      // Only the navigation's own box moves; `scrollIntoView` would move the page, too.
      const link = this.#host.renderRoot.querySelector<HTMLElement>('.side [aria-current]');
      const side = link?.closest('.side');
      if (!link || !side) return;
      const [{ top, bottom }, box] = [link.getBoundingClientRect(), side.getBoundingClientRect()];
      if (top < box.top + 40) side.scrollTop -= box.top + 40 - top;
      else if (bottom > box.bottom - 40) side.scrollTop += bottom - box.bottom + 40;
    });
  }
}
