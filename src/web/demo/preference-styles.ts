import { css } from 'lit';

/** The look of the settings: groups under each other, each with a line above. */
export const preferenceStyles = css`
  .group {
    display: grid;
    gap: 12px;
    padding-top: 16px;
    border-top: 1px solid var(--line);
  }
  fieldset.group > legend {
    float: left;
    margin-bottom: 4px;
  }
  .group h3,
  .group > legend {
    font-size: 15px;
    font-weight: 600;
  }
  .buttons,
  .paused {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  .paused {
    justify-content: space-between;
    padding: 10px 14px;
    border-radius: 8px;
    background: var(--accent-wash);
  }

  .kinds > li {
    border-top: 1px solid var(--line);
  }
  summary {
    padding: 10px 0;
    cursor: pointer;
  }
  .kinds > li > p {
    padding: 10px 0 10px 17px;
  }
  /* Names are ids: they begin like words here. */
  .name {
    display: inline-block;
    margin-right: 4px;
  }
  .name::first-letter,
  tbody th::first-letter {
    text-transform: uppercase;
  }
  table {
    width: 100%;
    margin: 0 0 12px;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px 0 4px 8px;
    text-align: start;
  }
  thead th {
    color: var(--ink-soft);
    font-size: 13px;
    font-weight: 400;
  }
  tbody th {
    width: 100%;
    padding-left: 16px;
    font-size: 14px;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  td {
    white-space: nowrap;
  }
  td select {
    width: 88px;
    min-height: 36px;
    padding-block: 4px;
  }
  /* Too many to stand beside the name: each has its own words above it, in as many columns as there is room for. */
  .stacked tr {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(82px, 1fr));
    gap: 0 6px;
    padding-left: 16px;
  }
  .stacked thead,
  .stacked .none {
    display: none;
  }
  .stacked :is(th, td) {
    padding-left: 0;
  }
  .stacked :is(th, td[colspan]) {
    grid-column: 1 / -1;
    width: auto;
  }
  .stacked td[data-words]::before {
    content: attr(data-words) / '';
    display: block;
    color: var(--ink-soft);
    font-size: 13px;
  }
  .stacked select {
    width: 100%;
  }

  .window {
    display: grid;
    gap: 12px;
  }
  .window + .window {
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  .add {
    justify-self: start;
    padding: 0;
  }
  .times {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 12px;
  }
  .times > .field {
    flex: 1 1 132px;
  }
  .times input,
  .times select {
    height: 42px;
  }
  .days {
    display: grid;
    grid-template-columns: repeat(4, auto);
    justify-content: space-between;
    gap: 4px;
  }
  /* Seven days leave the last place of two rows for the button. */
  .starts {
    display: contents;
  }
  .days button {
    min-height: 32px;
    padding: 0;
    justify-content: start;
  }
  .day {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 32px;
    font-weight: 400;
  }
  .mute {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.5fr);
    gap: 8px;
  }
  .mute button {
    min-height: 40px;
  }
`;
