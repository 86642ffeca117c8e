import type { Step, Story } from '../story.ts';

const message = (at: string, id: string, actor: string, to: string, text: string): Step => ({
  at,
  do: 'event',
  says: `${actor} writes to ${to}: “${text}” (${id})`,
  event: {
    id,
    type: 'message',
    data: { actor, item: { id: 'chat-7' }, recipients: [to], payload: { text, conversation: 'chat-7' } },
  },
});

export const chat: Story = {
  name: 'chat',
  about: 'Messages pass caps and the quiet hours of the house, and wait for nothing but a member’s own do-not-disturb.',
  begins: '2050-06-13',
  settings: { interruptionsPerDay: 1, defaults: { quiet: { from: '21:00', to: '09:00' } } },
  types: {
    message: {
      class: 'transactional',
      thread: '{{payload.conversation}}',
      template: { title: '{{actor}}: {{payload.text}}', url: '/messages/{{payload.conversation}}' },
    },
  },
  members: {
    bob: { profile: { timezone: 'Europe/Berlin' }, devices: { phone: 'phone' } },
    ada: { profile: { timezone: 'America/New_York' }, devices: { laptop: 'desktop' } },
  },
  steps: [
    message('21:30', 'm1', 'ada', 'bob', 'Still up?'),
    message('21:31', 'm2', 'bob', 'ada', 'Of course'),
    message('21:32', 'm3', 'ada', 'bob', 'Look at this engine'),
    {
      at: '21:40',
      do: 'settings',
      who: 'bob',
      says: 'bob wants not to be disturbed from 22:00 to 07:30',
      preferences: { quiet: { from: '22:00', to: '07:30' } },
    },
    message('22:10', 'm4', 'ada', 'bob', 'It runs!'),
    message('22:12', 'm5', 'ada', 'bob', 'Hello?'),
    {
      at: '22:30',
      do: 'settings',
      who: 'ada',
      says: 'ada is in a meeting until 18:00 her time and pauses everything',
      preferences: { muteUntil: '2050-06-13T18:00:00-04:00' },
    },
    message('22:35', 'm6', 'bob', 'ada', 'Tomorrow'),
  ],
  ends: 'day 2 08:00',
  expected: {
    rings: [
      "day 1 21:30 bob's phone: ada: Still up?",
      "day 1 15:31 ada's laptop: bob: Of course",
      "day 1 21:32 bob's phone: ada: Look at this engine",
      "day 1 18:00 ada's laptop: bob: Tomorrow",
      "day 2 07:30 bob's phone: ada: It runs!",
      "day 2 07:30 bob's phone: ada: Hello?",
    ],
    decided: {
      'm1 for bob': ['send interrupt'],
      'm2 for ada': ['send interrupt'],
      'm3 for bob': ['send interrupt'],
      'm4 for bob': ['hold quiet-hours', 'send interrupt'],
      'm5 for bob': ['hold quiet-hours', 'send interrupt'],
      'm6 for ada': ['hold snoozed', 'send interrupt'],
    },
    timelines: { bob: { entries: 4, unseen: 4 }, ada: { entries: 2, unseen: 2 } },
  },
};
