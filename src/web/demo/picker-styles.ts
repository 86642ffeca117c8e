import { css } from 'lit';

/** The member picker: a button in the header and the list that opens below it. */
export const pickerStyles = css`
  .current {
    max-width: 100%;
    border-color: var(--line);
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .caption {
    font-weight: 400;
  }
  [popover] {
    position: fixed;
    inset: 60px 16px auto auto;
    width: min(340px, calc(100vw - 32px));
    max-height: min(520px, calc(100dvh - 80px));
    margin: 0;
    padding: 12px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
    color: inherit;
    box-shadow: 0 8px 28px rgb(0 0 0 / 16%);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  ul {
    display: grid;
    margin-top: 8px;
  }
  ul button {
    justify-content: start;
    width: 100%;
    min-height: 40px;
    padding: 6px 12px;
    border: 0;
    font-weight: 400;
    text-align: start;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  [aria-current] {
    background: var(--accent-wash);
    color: var(--accent);
    font-weight: 600;
  }
  .more {
    margin-top: 4px;
    text-align: center;
  }
  @media (max-width: 480px) {
    .caption {
      display: none;
    }
  }
  @media (min-width: 900px) {
    [popover] {
      right: max(32px, calc((100vw - 1160px) / 2 + 32px));
    }
  }
`;
