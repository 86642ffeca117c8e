import { css } from 'lit';

/** Buttons, fields, switches and the words of a problem, the same in every element. */
export const controls = css`
  h2 {
    margin: 0;
    font-size: 17px;
    font-weight: 650;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }
  h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
    line-height: 1.4;
  }
  p {
    margin: 0;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  a {
    color: var(--accent);
    text-underline-offset: 2px;
  }
  code {
    font: 13px / 1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    overflow-wrap: anywhere;
  }
  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: 13px;
  }
  .unseen-text {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: 36px;
    padding: 0 14px;
    border: 1px solid var(--edge);
    border-radius: 8px;
    background: transparent;
    color: var(--ink);
    font: inherit;
    font-size: 14px;
    font-weight: 550;
    white-space: nowrap;
    cursor: pointer;
    transition: background-color 120ms;
  }
  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-ink);
  }
  button.plain {
    border-color: transparent;
    color: var(--accent);
  }
  button.icon {
    width: 36px;
    padding: 0;
    border-color: transparent;
    color: var(--ink-soft);
  }
  /* A finger leaves no hover behind. */
  @media (hover: hover) {
    button:hover {
      background: var(--hover);
    }
    button.primary:hover {
      border-color: var(--accent-strong);
      background: var(--accent-strong);
    }
    button.icon:hover {
      color: var(--ink);
    }
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  svg.icon {
    width: 18px;
    height: 18px;
    flex: none;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  label,
  legend {
    padding: 0;
    font-size: 14px;
    font-weight: 550;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .field {
    display: grid;
    gap: 6px;
  }
  input:not([type='checkbox'], [type='radio']),
  select,
  textarea {
    width: 100%;
    min-width: 0;
    min-height: 40px;
    padding: 8px 12px;
    border: 1px solid var(--edge);
    border-radius: 8px;
    background: var(--paper);
    color: inherit;
    /* 16px: smaller text makes phones zoom into the field. */
    font: 16px / 1.4 var(--font);
  }
  select {
    padding-inline: 8px;
  }
  textarea {
    display: block;
    min-height: 84px;
    resize: vertical;
  }
  input[type='checkbox'],
  input[type='radio'] {
    width: 18px;
    height: 18px;
    margin: 0;
    accent-color: var(--accent);
  }
  input[role='switch'] {
    position: relative;
    flex: none;
    width: 36px;
    height: 20px;
    border: 1px solid var(--edge);
    border-radius: 10px;
    background: transparent;
    appearance: none;
    transition: background-color 120ms;
  }
  input[role='switch']::before {
    content: '';
    position: absolute;
    top: 3px;
    left: 3px;
    width: 12px;
    height: 12px;
    border-radius: 50%;
    background: var(--edge);
    transition: translate 120ms;
  }
  input[role='switch']:checked {
    border-color: var(--accent);
    background: var(--accent);
  }
  input[role='switch']:checked::before {
    background: var(--accent-ink);
    translate: 16px;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 32px;
    font-weight: 400;
  }
  .fault {
    color: var(--danger);
  }
  [hidden] {
    display: none !important;
  }
  [aria-invalid='true'] {
    border-color: var(--danger);
  }

  .problem {
    display: grid;
    justify-items: start;
    gap: 8px;
    padding: 10px 14px;
    border-radius: 8px;
    background: var(--danger-wash);
    color: var(--danger);
    font-size: 14px;
    overflow-wrap: anywhere;
  }
  .problem button {
    border-color: currentcolor;
    color: inherit;
  }
  .empty {
    padding: 32px 20px;
    color: var(--ink-soft);
    text-align: center;
    text-wrap: balance;
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
