import { css } from 'lit';

/** Header, columns and tabs. Narrow pages carry the tabs at the bottom edge, in reach of a thumb. */
export const demoStyles = css`
  :host {
    --bar: 56px;
    --width: 1160px;
    background: var(--ground);
  }
  .bar {
    position: sticky;
    top: 0;
    z-index: 3;
    border-bottom: 1px solid var(--line);
    background: var(--paper);
  }
  .inner {
    display: flex;
    align-items: center;
    gap: 12px;
    height: var(--bar);
    max-width: var(--width);
    margin: 0 auto;
    padding: 0 16px;
  }
  .mark {
    color: var(--ink);
    font-size: 17px;
    font-weight: 700;
    letter-spacing: -0.02em;
    text-decoration: none;
    margin-right: auto;
  }
  tower-member-picker {
    min-width: 0;
  }
  .office {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-width: 36px;
    min-height: 36px;
    border-radius: 8px;
    color: var(--ink-soft);
    font-size: 14px;
    font-weight: 550;
    text-decoration: none;
  }
  .office:hover {
    color: var(--ink);
  }
  .office span {
    display: none;
  }
  main {
    display: grid;
    gap: 16px;
    max-width: var(--width);
    margin: 0 auto;
    padding: 16px 16px calc(88px + env(safe-area-inset-bottom));
  }
  .alone {
    max-width: 30rem;
    margin: 15vh auto 0;
    text-align: center;
  }
  .alone .problem {
    justify-items: center;
    text-align: start;
  }
  .columns {
    display: grid;
    gap: 24px;
  }
  .inbox,
  .side {
    min-width: 0;
  }
  .panel {
    display: grid;
    gap: 16px;
  }
  .panel[hidden],
  .inbox[hidden] {
    display: none;
  }

  .tabs {
    position: fixed;
    inset: auto 0 0;
    z-index: 3;
    display: flex;
    padding: 4px 4px calc(4px + env(safe-area-inset-bottom));
    border-top: 1px solid var(--line);
    background: var(--paper);
  }
  .tabs button {
    position: relative;
    flex: 1;
    flex-direction: column;
    gap: 2px;
    min-width: 0;
    min-height: 52px;
    padding: 0 2px;
    border: 0;
    color: var(--ink-soft);
    font-size: 12px;
  }
  .tabs button:hover {
    background: none;
  }
  .tabs button svg {
    width: 22px;
    height: 22px;
  }
  .tabs button[aria-selected='true'] {
    color: var(--accent);
  }
  .tabs .badge {
    position: absolute;
    top: 2px;
    left: calc(50% + 4px);
    min-width: 18px;
    padding: 0 5px;
    border-radius: 9px;
    background: var(--accent);
    color: var(--accent-ink);
    font-size: 11px;
    font-weight: 650;
    line-height: 18px;
  }

  .note {
    position: fixed;
    bottom: calc(76px + env(safe-area-inset-bottom));
    left: 50%;
    z-index: 4;
    width: max-content;
    max-width: calc(100vw - 32px);
    padding: 10px 16px;
    border-radius: 8px;
    background: var(--ink);
    color: var(--paper);
    font-size: 14px;
    overflow-wrap: anywhere;
    transform: translateX(-50%);
  }
  .note:empty {
    visibility: hidden;
  }

  @media (min-width: 900px) {
    .inner,
    main {
      padding-inline: 32px;
    }
    .office {
      padding: 0 8px;
    }
    .office span {
      display: inline;
    }
    main {
      padding-block: 32px 64px;
    }
    .columns {
      grid-template-columns: minmax(0, 1fr) minmax(360px, 440px);
      align-items: start;
      gap: 32px;
    }
    /* Stays beside a long inbox; 4px keep the focus rings from being cut. */
    .side {
      position: sticky;
      top: calc(var(--bar) + 1px);
      max-height: calc(100dvh - var(--bar) - 1px);
      margin: -32px -4px -64px;
      padding: 0 4px 64px;
      overflow-y: auto;
      scrollbar-width: thin;
    }
    .tabs {
      position: sticky;
      inset: 0 auto auto;
      gap: 4px;
      margin-bottom: 16px;
      padding: 32px 0 0;
      border: 0;
      border-bottom: 1px solid var(--line);
      background: var(--ground);
    }
    .tabs button {
      flex: none;
      flex-direction: row;
      min-height: 44px;
      padding: 0 12px;
      border-bottom: 2px solid transparent;
      border-radius: 0;
      font-size: 15px;
    }
    .tabs button:hover {
      color: var(--ink);
    }
    .tabs button[aria-selected='true'] {
      border-bottom-color: var(--accent);
      color: var(--ink);
    }
    .tabs button svg {
      display: none;
    }
    .note {
      bottom: 24px;
    }
  }
`;
