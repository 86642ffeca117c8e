import { css } from 'lit';

/** Header, columns and the introduction of the API reference. */
export const docsStyles = css`
  :host {
    --bar: 56px;
    --get: var(--accent);
    --post: light-dark(#1a7037, #7fdca0);
    --put: light-dark(#8a5200, #f0c069);
    background: var(--ground);
    min-height: 100dvh;
  }
  .skip {
    position: fixed;
    top: 8px;
    left: 8px;
    z-index: 5;
    padding: 8px 14px;
    border-radius: 8px;
    background: var(--accent);
    color: var(--accent-ink);
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
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
    gap: 8px;
    height: var(--bar);
    padding: 0 16px;
  }
  .mark {
    color: var(--ink);
    font-size: 17px;
    font-weight: 700;
    letter-spacing: -0.02em;
    text-decoration: none;
  }
  .part {
    margin-right: auto;
    color: var(--ink-soft);
    font-size: 17px;
  }
  .alone {
    max-width: 30rem;
    margin: 15vh auto 0;
    padding: 0 16px;
    text-align: center;
  }
  main:focus {
    outline: 0;
  }
  .columns > main {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 40px;
    max-width: 1180px;
    padding: 24px 16px 96px;
  }
  .filtered {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    overflow-wrap: anywhere;
  }

  .introduction {
    display: grid;
    gap: 12px;
    max-width: 46rem;
    scroll-margin-top: calc(var(--bar) + 24px);
  }
  .introduction:focus {
    outline: 0;
  }
  h1 {
    margin: 0;
    font-size: clamp(26px, 4vw, 34px);
    font-weight: 650;
    letter-spacing: -0.025em;
    line-height: 1.2;
  }
  .introduction h2 {
    margin-top: 16px;
  }
  .lead {
    font-size: 17px;
    text-wrap: pretty;
  }
  dl {
    display: grid;
    gap: 12px;
    margin: 0;
  }
  dt {
    font-weight: 600;
  }
  dd {
    margin: 2px 0 0;
    color: var(--ink-soft);
    overflow-wrap: anywhere;
  }
  .group {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
  }
  .group > h2 {
    font-size: 22px;
    letter-spacing: -0.02em;
  }

  @media (min-width: 960px) {
    .inner {
      padding: 0 32px;
    }
    .columns {
      display: grid;
      grid-template-columns: 300px minmax(0, 1fr);
      align-items: start;
    }
    .columns > main {
      padding: 40px 32px 45vh;
    }
  }
`;
