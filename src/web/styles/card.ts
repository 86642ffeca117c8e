import { css } from 'lit';

/** The white card that each panel stands in, and the lists inside. */
export const card = css`
  :host {
    display: grid;
    gap: 16px;
  }
  section {
    display: grid;
    gap: 16px;
    padding: 20px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--paper);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 36px;
  }
  form {
    display: grid;
    gap: 16px;
  }
  fieldset > .field {
    margin-top: 8px;
  }
  .row {
    display: flex;
    align-items: end;
    gap: 8px;
  }
  .row > .field {
    flex: 1;
    min-width: 0;
  }
  .row > button {
    min-height: 40px;
  }
  .lines > li {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 12px;
    min-height: 48px;
    padding: 5px 0;
    border-top: 1px solid var(--line);
  }
  .lines > li > :first-child {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .more {
    text-align: center;
  }
`;
