import { css } from 'lit';

/** The look of the inbox; colours come from `tokens`. */
export const inboxStyles = css`
  section {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
    overflow: clip;
  }
  header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    min-height: 56px;
    padding: 10px 12px 10px 20px;
    border-bottom: 1px solid var(--line);
  }
  .counts {
    display: flex;
    gap: 8px;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .count {
    color: var(--ink-soft);
  }
  .count.new {
    padding: 0 8px;
    border-radius: 99px;
    background: var(--accent-wash);
    color: var(--accent);
    font-weight: 600;
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    margin-left: auto;
    color: var(--ink-soft);
    font-size: 13px;
  }
  .lamp {
    width: 7px;
    height: 7px;
    border-radius: 50%;
    border: 1.5px solid var(--edge);
  }
  .live .lamp {
    border-color: var(--accent);
    background: var(--accent);
  }
  .read-all {
    padding: 0 8px;
  }
  .problem {
    margin: 12px 20px;
  }

  li {
    position: relative;
    display: flex;
    gap: 14px;
    padding: 14px 12px 14px 20px;
  }
  li + li {
    border-top: 1px solid var(--line);
  }
  li.unread::before {
    content: '';
    position: absolute;
    top: 28px;
    left: 7px;
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--accent);
  }
  li[data-new] {
    background: var(--accent-wash);
  }
  .picture {
    display: grid;
    flex: none;
    place-items: center;
    width: 36px;
    height: 36px;
    border: 1px solid var(--line);
    border-radius: 50%;
    background: var(--ground);
    color: var(--ink-soft);
    font-size: 14px;
    font-weight: 600;
    object-fit: cover;
  }
  .words {
    flex: 1;
    min-width: 0;
  }
  .entry {
    display: block;
    width: 100%;
    min-height: 0;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    text-decoration: none;
    white-space: normal;
  }
  button.entry:hover {
    background: none;
  }
  /* The whole row is the target; the archive button lies above it. */
  .entry::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  .entry:focus-visible {
    outline: none;
  }
  .entry:focus-visible::after {
    outline: 2px solid var(--accent);
    outline-offset: -3px;
    border-radius: 8px;
  }
  .title,
  .body {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    overflow-wrap: anywhere;
  }
  .title {
    -webkit-line-clamp: 2;
    line-height: 1.4;
  }
  .unread .title {
    font-weight: 600;
  }
  .body {
    -webkit-line-clamp: 2;
    margin-top: 2px;
    color: var(--ink-soft);
    font-size: 14px;
    line-height: 1.45;
  }
  .meta {
    display: flex;
    flex-wrap: wrap;
    gap: 0 6px;
    margin-top: 4px;
    color: var(--ink-soft);
    font-size: 13px;
    overflow-wrap: anywhere;
  }
  .meta > :not(:last-child)::after {
    content: '·';
    margin-left: 6px;
  }
  .archive {
    z-index: 1;
    flex: none;
  }
  @media (hover: hover) {
    li:hover {
      background: var(--hover);
    }
    .archive {
      opacity: 0;
    }
    li:hover .archive,
    li:focus-within .archive {
      opacity: 1;
    }
  }
  .foot {
    padding: 14px 20px;
    border-top: 1px solid var(--line);
    text-align: center;
  }

  .skeleton .picture,
  .bars span {
    border-color: transparent;
    background: var(--line);
  }
  .bars {
    display: grid;
    flex: 1;
    align-content: center;
    gap: 8px;
  }
  .bars span {
    width: 60%;
    height: 10px;
    border-radius: 5px;
  }
  .bars span + span {
    width: 35%;
  }

  @media (max-width: 480px) {
    header {
      display: grid;
      grid-template: 'title status' 'counts all' / 1fr auto;
      padding-block: 12px 4px;
    }
    .status {
      grid-area: status;
      padding-right: 8px;
    }
    .counts {
      grid-area: counts;
    }
    .read-all {
      grid-area: all;
    }
  }
`;
