import { css } from 'lit';

/** The look of the trace. Outcomes differ by word and weight; only what was sent has the accent. */
export const decisionStyles = css`
  ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: grid;
    gap: 4px;
    padding: 14px 0;
    border-top: 1px solid var(--line);
    overflow-wrap: anywhere;
  }
  .deliveries {
    display: grid;
    gap: 2px;
    padding-left: 12px;
    border-left: 2px solid var(--line);
  }
  .deliveries li {
    display: block;
    padding: 0;
    border: 0;
  }
  .run > ol {
    margin-left: 12px;
    padding-left: 12px;
    border-left: 2px solid var(--line);
  }
  .run li:first-child {
    border-top: 0;
  }
  .line {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .type {
    flex: 1;
    min-width: 0;
    font-weight: 600;
  }
  .outcome {
    flex: none;
    padding: 1px 8px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    color: var(--ink-soft);
    font-size: 12px;
    font-weight: 600;
  }
  .outcome.send {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-ink);
  }
  .outcome.hold,
  .outcome.merge {
    border-color: var(--accent);
    color: var(--accent);
  }
  summary {
    width: fit-content;
    padding: 4px 0;
    color: var(--ink-soft);
    cursor: pointer;
  }
  dl {
    margin: 4px 0 0;
    padding: 4px 12px;
    border-radius: 8px;
    background: var(--ground);
    font-variant-numeric: tabular-nums;
  }
  dl > div {
    display: flex;
    justify-content: space-between;
    gap: 16px;
    padding: 4px 0;
  }
  dt {
    color: var(--ink-soft);
  }
  dd {
    margin: 0;
    text-align: end;
  }
`;
