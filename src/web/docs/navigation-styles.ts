import { css } from 'lit';

/** The filter box and the list of calls, beside the page or in the menu. */
export const navigationStyles = css`
  .side {
    position: sticky;
    top: calc(var(--bar) + 1px);
    height: calc(100dvh - var(--bar) - 1px);
    border-right: 1px solid var(--line);
    padding: 24px 16px 32px 20px;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  dialog {
    width: min(360px, calc(100vw - 32px));
    max-width: none;
    height: 100dvh;
    max-height: none;
    margin: 0 0 0 auto;
    padding: 0;
    border: 0;
    background: var(--paper);
    color: inherit;
    overscroll-behavior: contain;
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 50%);
  }
  .menu {
    min-height: 100%;
    padding: 10px 16px 32px;
  }
  .menu form {
    display: flex;
    justify-content: flex-end;
    margin-bottom: 8px;
  }
  .filter {
    display: grid;
    gap: 6px;
    margin-bottom: 16px;
  }
  nav h2 {
    margin: 20px 0 4px;
    padding: 0 8px;
    font-size: 13px;
    font-weight: 600;
    letter-spacing: 0;
  }
  nav a {
    display: flex;
    align-items: baseline;
    gap: 8px;
    padding: 5px 8px;
    border-radius: 6px;
    color: var(--ink-soft);
    font-size: 13px;
    text-decoration: none;
  }
  nav .path {
    min-width: 0;
    font: 12.5px / 1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    overflow-wrap: anywhere;
  }
  nav .method {
    width: 3.4em;
    flex: none;
    font-size: 11px;
  }
  nav a[aria-current] {
    background: var(--accent-wash);
    color: var(--ink);
  }
  nav > p {
    padding: 8px;
  }
  @media (hover: hover) {
    nav a:hover {
      color: var(--ink);
    }
    nav a:hover:not([aria-current]) {
      background: var(--hover);
    }
  }
  @media (pointer: coarse) {
    nav a {
      padding-block: 11px;
    }
  }
`;
