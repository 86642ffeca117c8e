import { css } from 'lit';

/** The look of the page of a deployment without a demo. */
export const welcomeStyles = css`
  main {
    display: grid;
    gap: 28px;
    max-width: 40rem;
    margin: 0 auto;
    padding: clamp(32px, 10vh, 112px) 20px 64px;
  }
  .mark {
    color: var(--accent);
    font-size: 17px;
    font-weight: 700;
    letter-spacing: -0.02em;
  }
  h1 {
    margin: 0;
    font-size: clamp(24px, 4.5vw, 34px);
    font-weight: 650;
    letter-spacing: -0.025em;
    line-height: 1.2;
    text-wrap: balance;
  }
  main > p {
    font-size: 17px;
    text-wrap: pretty;
  }
  section {
    display: grid;
    gap: 12px;
    padding-top: 28px;
    border-top: 1px solid var(--line);
  }
  pre {
    margin: 0;
    padding: 16px 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
    line-height: 1.6;
    overflow-x: auto;
  }
`;
