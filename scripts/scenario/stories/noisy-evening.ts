import type { Step, Story } from '../story.ts';

/** Somebody posts: whoever follows them is a candidate. */
const post = (at: string, id: string, actor: string, text: string): Step => ({
  at,
  do: 'event',
  says: `${actor} posts “${text}” (${id})`,
  event: { id, type: 'post', data: { actor, item: { id }, payload: { text } } },
});

const message = (at: string, id: string, text: string): Step => ({
  at,
  do: 'event',
  says: `ada writes to bob: “${text}” (${id})`,
  event: { id, type: 'message', data: { actor: 'ada', recipients: ['bob'], payload: { text } } },
});

export const noisyEvening: Story = {
  name: 'noisy-evening',
  about: 'Everybody posts on one evening: little of it rings, none of it is lost, and the night is quiet.',
  begins: '2050-06-13',
  settings: {
    interruptionsPerDay: 4,
    spacing: 3_600,
    defaults: { quiet: { from: '22:00', to: '08:00' } },
  },
  types: {
    post: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} posted', body: '{{payload.text}}', url: '/posts/{{item.id}}' },
    },
    message: {
      class: 'transactional',
      template: { title: 'Message from {{actor}}', body: '{{payload.text}}', url: '/messages/{{actor}}' },
    },
  },
  members: {
    bob: {
      profile: { timezone: 'Europe/Berlin' },
      devices: { phone: 'phone' },
      follows: ['ada', 'cem', 'dan', 'eva'],
    },
  },
  steps: [
    post('18:58', 'p1', 'ada', 'The engine runs'),
    post('19:04', 'p2', 'cem', 'Sunset over the harbour'),
    post('19:10', 'p3', 'cem', 'And another sunset'),
    message('19:30', 'm1', 'Are you coming on Saturday?'),
    {
      at: '20:15',
      do: 'engage',
      who: 'bob',
      says: 'bob has seen enough sunsets and mutes cem',
      engagement: { action: 'mute', actor: 'cem' },
    },
    post('21:10', 'p4', 'dan', 'Who has a ladder?'),
    post('21:20', 'p5', 'eva', 'Cannot sleep'),
    message('22:40', 'm2', 'Say yes!'),
    { at: 'day 2 08:10', do: 'look', who: 'bob' },
  ],
  ends: 'day 2 12:00',
  expected: {
    rings: [
      "day 1 18:58 bob's phone: ada posted",
      "day 1 19:30 bob's phone: Message from ada",
      "day 1 19:58 bob's phone: cem posted",
      "day 1 21:10 bob's phone: dan posted",
      "day 1 22:40 bob's phone: Message from ada",
      "day 2 08:00 bob's phone: eva posted",
    ],
    decided: {
      'p1 for bob': ['send interrupt'],
      'p2 for bob': ['hold spacing', 'send interrupt'],
      'p3 for bob': ['hold spacing', 'hold portfolio', 'send muted-actor'],
      'm1 for bob': ['send interrupt'],
      'p4 for bob': ['send interrupt'],
      'p5 for bob': ['hold spacing', 'hold quiet-hours', 'send interrupt'],
      'm2 for bob': ['send interrupt'],
    },
    timelines: { bob: { entries: 7, unseen: 0 } },
  },
};
