import type { Step, Story } from '../story.ts';

const message = (at: string, id: string, actor: string, text: string): Step => ({
  at,
  do: 'event',
  says: `${actor} writes to bob: “${text}” (${id})`,
  event: { id, type: 'message', data: { actor, item: { id }, recipients: ['bob'], payload: { text } } },
});

export const pushOutage: Story = {
  name: 'push-outage',
  about: 'The push service fails for half an hour: what is still worth it arrives once, late; what is not never does.',
  begins: '2050-06-13',
  types: {
    message: {
      class: 'transactional',
      template: { title: 'Message from {{actor}}', body: '{{payload.text}}', url: '/messages/{{actor}}' },
    },
    bid: {
      class: 'transactional',
      template: { title: 'You were outbid', body: '{{payload.text}}', url: '/lots/{{item.id}}' },
      expiresIn: 600,
    },
  },
  members: {
    bob: { profile: { timezone: 'Europe/Berlin' }, devices: { phone: 'phone', tablet: 'desktop' } },
  },
  steps: [
    { at: '18:50', do: 'uninstall', who: 'bob', device: 'tablet' },
    message('18:55', 'm1', 'ada', 'Are you coming?'),
    { at: '19:00', do: 'push-service', is: 'silent' },
    message('19:01', 'm2', 'ada', 'To the party, I mean'),
    { at: '19:02', do: 'push-service', is: 'down' },
    message('19:03', 'm3', 'cem', 'Call me'),
    {
      at: '19:04',
      do: 'event',
      says: 'the auction tells bob that he was outbid, which is worth knowing for ten minutes (b1)',
      event: {
        id: 'b1',
        type: 'bid',
        data: { item: { id: 'lot-7' }, recipients: ['bob'], payload: { text: 'Now 70' } },
      },
    },
    {
      at: '19:12',
      do: 'engage',
      who: 'bob',
      says: 'bob reads m3 on the website',
      engagement: { action: 'open', event: 'm3' },
    },
    { at: '19:25', do: 'push-service', is: 'busy' },
    message('19:28', 'm4', 'dan', 'Have you heard?'),
    { at: '19:30', do: 'push-service', is: 'up' },
  ],
  ends: '22:00',
  expected: {
    rings: [
      "day 1 18:55 bob's phone: Message from ada",
      "day 1 19:30 bob's phone: Message from dan",
      "day 1 19:30 bob's phone: Message from ada",
    ],
    decided: {
      'm1 for bob': ['send interrupt'],
      'm2 for bob': ['send interrupt'],
      'm3 for bob': ['send interrupt'],
      'b1 for bob': ['send interrupt'],
      'm4 for bob': ['send interrupt'],
    },
    undelivered: [
      "m1 on bob's tablet: gone",
      "b1 on bob's phone: expired",
      "m3 on bob's phone: cancelled, already-seen",
    ],
    timelines: { bob: { entries: 5, unseen: 4 } },
  },
};
