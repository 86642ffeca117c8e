import { css } from 'lit';

/** One call: its head, fields, answers and example. */
export const operationStyles = css`
  article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
    scroll-margin-top: calc(var(--bar) + 16px);
  }
  article:focus {
    border-color: var(--accent);
    outline: 0;
  }
  article > header {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 4px 12px;
  }
  h3 {
    min-width: 0;
  }
  h3 a {
    color: inherit;
    text-decoration: none;
  }
  h3 a:hover .path {
    text-decoration: underline;
  }
  h3 .path {
    font: 600 16px / 1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    overflow-wrap: anywhere;
  }
  .method {
    color: var(--get);
    font: 700 13px / 1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  }
  .method.post {
    color: var(--post);
  }
  .method.put,
  .method.patch {
    color: var(--put);
  }
  .method.delete {
    color: var(--danger);
  }
  .caller {
    color: var(--ink-soft);
    font-size: 13px;
    white-space: nowrap;
  }
  .summary {
    text-wrap: pretty;
  }
  .halves {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px 32px;
    margin-top: 8px;
  }
  .said {
    min-width: 0;
  }
  h4 {
    margin: 20px 0 4px;
    font-size: 14px;
    font-weight: 650;
  }
  .said > h4:first-child {
    margin-top: 8px;
  }

  .fields > li {
    padding: 9px 0;
    border-top: 1px solid var(--line);
  }
  .fields > li:first-child {
    border-top: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 10px;
  }
  .line > * {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .name {
    font-weight: 650;
  }
  .type,
  .note {
    color: var(--ink-soft);
    font-size: 13px;
  }
  .required {
    color: var(--danger);
    font-size: 13px;
  }
  .words {
    font-size: 14px;
    overflow-wrap: anywhere;
  }
  .words.soft {
    font-size: 13px;
  }
  .words code,
  .summary code {
    font-size: 0.93em;
  }
  .variant {
    margin-top: 8px;
    font-size: 13px;
    font-weight: 600;
  }
  .note {
    padding-bottom: 4px;
  }
  details > summary {
    width: fit-content;
    margin-top: 2px;
    padding: 4px 0;
    border-radius: 4px;
    color: var(--accent);
    font-size: 13px;
    overflow-wrap: anywhere;
    cursor: pointer;
  }
  .inside {
    margin: 2px 0 4px;
    padding-left: 14px;
    border-left: 2px solid var(--line);
  }
  .media > li {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
    align-items: baseline;
    padding: 2px 0;
  }
  .media + .fields {
    margin-top: 6px;
    border-top: 1px solid var(--line);
  }
  .problems > li {
    display: flex;
    gap: 10px;
    padding: 3px 0;
    font-size: 14px;
  }
  .status {
    flex: none;
    color: var(--post);
    font: 650 13px / 1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  }
  .status.bad {
    color: var(--danger);
  }

  @media (min-width: 1240px) {
    .halves {
      grid-template-columns: minmax(0, 1fr) minmax(0, 420px);
      align-items: start;
    }
    /* Stays in sight while the fields of a long body are read. */
    .halves > tower-call-example {
      position: sticky;
      top: calc(var(--bar) + 16px);
    }
  }
`;
