import type { Step, Story } from '../story.ts';

const post = (at: string, id: string, text: string): Step => ({
  at,
  do: 'event',
  says: `ada posts “${text}” (${id})`,
  event: { id, type: 'post', data: { actor: 'ada', item: { id }, payload: { text } } },
});

const news = (at: string, id: string, text: string): Step => ({
  at,
  do: 'event',
  says: `the paper has news: “${text}” (${id})`,
  event: { id, type: 'news', data: { actor: 'paper', item: { id }, payload: { text } } },
});

export const traveller: Story = {
  name: 'traveller',
  about: 'Quiet hours, mornings and digests are those of the place where a member is, also when they move on the way.',
  begins: '2050-06-13',
  settings: { spacing: 0 },
  types: {
    post: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} posted', body: '{{payload.text}}' },
    },
    news: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{payload.text}}' },
      digest: { window: { schedule: 'daily', at: '08:30' }, title: '{{count}} things you may have missed' },
    },
  },
  members: {
    bob: {
      profile: { timezone: 'Europe/Berlin' },
      preferences: { quiet: { from: '22:00', to: '07:00' } },
      devices: { phone: 'phone' },
      follows: ['ada', 'paper'],
    },
  },
  steps: [
    news('18:00', 'n1', 'The bridge is open'),
    post('22:30', 'p1', 'The engine runs'),
    news('22:45', 'n2', 'And closed again'),
    // 23:15 in Berlin is 06:15 of the next day in Tokyo: his quiet hours are over in 45 minutes.
    { at: '23:15', do: 'travel', who: 'bob', to: 'Asia/Tokyo' },
    post('day 2 22:05', 'p2', 'It still runs'),
    // In Honolulu it is 13:40 of the day that is ending in Tokyo.
    { at: '23:50', do: 'travel', who: 'bob', to: 'Pacific/Honolulu' },
    // Day 2 again.
    post('day 2 23:00', 'p3', 'It has stopped'),
  ],
  ends: 'day 3 12:00',
  expected: {
    rings: [
      "day 2 07:00 bob's phone: ada posted",
      "day 2 08:30 bob's phone: 2 things you may have missed",
      "day 2 07:00 bob's phone: ada posted",
      "day 3 07:00 bob's phone: ada posted",
    ],
    decided: {
      'n1 for bob': ['hold digest', 'merge digest'],
      'p1 for bob': ['hold quiet-hours', 'hold quiet-hours', 'send interrupt'],
      'n2 for bob': ['hold digest', 'send digest'],
      'p2 for bob': ['hold quiet-hours', 'hold quiet-hours', 'send interrupt'],
      'p3 for bob': ['hold quiet-hours', 'send interrupt'],
    },
    timelines: { bob: { entries: 5, unseen: 5 } },
  },
};
