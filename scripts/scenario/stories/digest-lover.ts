import type { Step, Story } from '../story.ts';

const post = (at: string, id: string, actor: string, text: string): Step => ({
  at,
  do: 'event',
  says: `${actor} posts “${text}” (${id})`,
  event: { id, type: 'post', data: { actor, item: { id }, payload: { text } } },
});

export const digestLover: Story = {
  name: 'digest-lover',
  about: 'One notification a day with what is new since, at the hour the member chose; what matters more still rings.',
  begins: '2050-06-13',
  settings: { spacing: 3_600 },
  types: {
    post: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}}: {{payload.text}}', url: '/posts/{{item.id}}' },
    },
    mention: {
      class: 'content',
      template: { title: '{{actor}} mentioned you', body: '{{payload.text}}', url: '/posts/{{item.id}}' },
    },
  },
  members: {
    bob: {
      profile: { timezone: 'America/New_York' },
      preferences: { types: { post: { 'web-push': 'digest' } }, digest: { schedule: 'daily', at: '18:00' } },
      devices: { phone: 'phone', laptop: 'desktop' },
      follows: ['ada', 'cem', 'dan'],
    },
  },
  steps: [
    post('09:00', 'p1', 'ada', 'The engine runs'),
    post('09:20', 'p2', 'cem', 'Sunset'),
    {
      at: '11:00',
      do: 'engage',
      who: 'bob',
      says: 'bob reads p1 on his laptop',
      engagement: { action: 'open', event: 'p1' },
    },
    post('13:00', 'p3', 'dan', 'Who has a ladder?'),
    {
      at: '13:30',
      do: 'event',
      says: 'dan mentions bob: “bob has one” (n1)',
      event: {
        id: 'n1',
        type: 'mention',
        data: { actor: 'dan', item: { id: 'p3' }, recipients: ['bob'], payload: { text: 'bob has one' } },
      },
    },
    post('17:30', 'p4', 'cem', 'Another sunset'),
    post('18:05', 'p5', 'ada', 'It still runs'),
    {
      at: '21:00',
      do: 'settings',
      who: 'bob',
      says: 'bob would rather have it with breakfast, at 07:30',
      preferences: { digest: { schedule: 'daily', at: '07:30' } },
    },
  ],
  ends: 'day 2 09:00',
  expected: {
    rings: [
      "day 1 13:30 bob's phone: dan mentioned you",
      "day 1 13:30 bob's laptop: dan mentioned you",
      "day 1 18:00 bob's phone: 3 new notifications",
      "day 1 18:00 bob's laptop: 3 new notifications",
      "day 2 07:30 bob's phone: ada: It still runs",
      "day 2 07:30 bob's laptop: ada: It still runs",
    ],
    decided: {
      'p1 for bob': ['hold digest', 'send already-seen'],
      'p2 for bob': ['hold digest', 'merge digest'],
      'p3 for bob': ['hold digest', 'merge digest'],
      'n1 for bob': ['send interrupt'],
      'p4 for bob': ['hold digest', 'send digest'],
      'p5 for bob': ['hold digest', 'send digest'],
    },
    timelines: { bob: { entries: 6, unseen: 5 } },
  },
};
