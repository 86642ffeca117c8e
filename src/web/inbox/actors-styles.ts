import { css } from 'lit';

/** The look of the actors of an entry: small round pictures that overlap. */
export const actorsStyles = css`
  .actors {
    display: flex;
    align-items: center;
    margin-top: 6px;
  }
  .face {
    display: grid;
    flex: none;
    place-items: center;
    width: 24px;
    height: 24px;
    border: 1px solid var(--line);
    border-radius: 50%;
    background: var(--ground);
    color: var(--ink-soft);
    font-size: 11px;
    font-weight: 600;
    /* What lies beneath is cut out, whatever the row is coloured. */
    box-shadow: 0 0 0 1.5px var(--paper);
  }
  .face + .face {
    margin-left: -5px;
  }
  .rest {
    margin-left: 7px;
    color: var(--ink-soft);
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
`;
