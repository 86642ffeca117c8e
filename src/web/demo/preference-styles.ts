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
  .times {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 12px;
  }
  .days {
    display: grid;
    grid-template-columns: repeat(4, auto);
    justify-content: space-between;
    gap: 4px;
  }
  .day {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 32px;
    font-weight: 400;
  }
  .kind {
    flex: none;
    width: 100px;
  }
`;
