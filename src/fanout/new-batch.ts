/** What every new batch starts from. */
export const NEW_BATCH = {
  slice: null,
  after: null,
  until: null,
  members: null,
  attempt: 1,
  state: 'open',
  offered: 0,
  decisions: {},
  reasons: {},
} as const;
