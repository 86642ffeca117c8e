/** What every new slice starts from. */
export const NEW_SLICE = { cursor: null, batches: 0, done: false, recalls: false } as const;

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
  recalls: false,
} as const;
