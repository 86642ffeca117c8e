import type { Step, Story } from '../story.ts';

const post = (at: string, id: string, actor: string, text: string): Step => ({
  at,
  do: 'event',
  says: `${actor} posts “${text}” (${id})`,
  event: { id, type: 'post', data: { actor, item: { id }, payload: { text } } },
});

const withdraws = (at: string, id: string, actor: string): Step => ({
  at,
  do: 'recall',
  says: `${actor} withdraws ${id}`,
  event: id,
});

export const recall: Story = {
  name: 'recall',
  about: 'What its producer withdraws leaves timelines, what waits, and digests; only what has rung has rung.',
  begins: '2050-06-13',
  settings: { spacing: 7_200 },
  types: {
    post: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} posted', body: '{{payload.text}}' },
    },
  },
  members: {
    bob: { profile: { timezone: 'Europe/Berlin' }, devices: { phone: 'phone' }, follows: ['ada', 'cem'] },
    eva: {
      profile: { timezone: 'Europe/Berlin' },
      preferences: { types: { post: { 'web-push': 'digest' } }, digest: { schedule: 'daily', at: '18:00' } },
      devices: { phone: 'phone' },
      follows: ['ada', 'cem'],
    },
  },
  steps: [
    post('09:00', 'p1', 'ada', 'My password is hunter2'),
    post('09:10', 'p2', 'cem', 'Wrong numbers'),
    post('09:20', 'p3', 'cem', 'Right numbers'),
    withdraws('09:30', 'p1', 'ada'),
    withdraws('09:40', 'p2', 'cem'),
    { at: '10:00', do: 'look', who: 'bob' },
  ],
  ends: '19:00',
  expected: {
    rings: ["day 1 09:00 bob's phone: ada posted", "day 1 18:00 eva's phone: cem posted"],
    decided: {
      'p1 for bob': ['send interrupt', 'drop recalled'],
      'p1 for eva': ['hold digest', 'drop recalled'],
      'p2 for bob': ['hold spacing', 'drop recalled'],
      'p2 for eva': ['hold digest', 'drop recalled'],
      'p3 for bob': ['hold spacing', 'send already-seen'],
      'p3 for eva': ['hold digest', 'send digest'],
    },
    timelines: { bob: { entries: 1, unseen: 0 }, eva: { entries: 1, unseen: 1 } },
  },
};
