import { css } from 'lit';

/** The look of an event's progress: a bar, large figures, and tallies beneath. */
export const progressStyles = css`
  progress {
    width: 100%;
    height: 8px;
    border: 0;
    border-radius: 4px;
    background: var(--line);
    appearance: none;
    overflow: hidden;
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    border-radius: 4px;
    background: var(--accent);
    transition: inline-size 200ms;
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  progress:indeterminate::-moz-progress-bar {
    background: var(--line);
  }
  dl,
  dd {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  .figures {
    display: flex;
    gap: 32px;
  }
  .figures dt {
    color: var(--ink-soft);
    font-size: 13px;
  }
  .figures dd {
    font-size: 22px;
    font-weight: 650;
    letter-spacing: -0.02em;
    line-height: 1.3;
  }
  .tallies {
    display: grid;
    gap: 16px;
  }
  .tallies dl {
    margin-top: 4px;
    font-size: 14px;
  }
  .tallies dl > div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding: 5px 0;
    border-top: 1px solid var(--line);
  }
  .tallies dt {
    color: var(--ink-soft);
  }
`;
