import type { Step, Story } from '../story.ts';

const event = (at: string, id: string, type: string, says: string): Step => ({
  at,
  do: 'event',
  says: `${says} (${id})`,
  event: { id, type, data: { actor: 'ada', item: { id }, recipients: ['bob'] } },
});

const reads = (at: string, id: string): Step => ({
  at,
  do: 'engage',
  who: 'bob',
  says: `bob reads ${id}`,
  engagement: { action: 'open', event: id },
});

export const reminderAndEscalation: Story = {
  name: 'reminder-and-escalation',
  about: 'What is not seen rings again, or rings at all, after a while; whoever has seen it is left alone.',
  begins: '2050-06-13',
  settings: { spacing: 0 },
  types: {
    invitation: {
      class: 'content',
      template: { title: '{{actor}} invites you' },
      remind: { after: 3_600, times: 2 },
    },
    message: {
      class: 'transactional',
      template: { title: 'Message from {{actor}}' },
      escalate: [{ channel: 'in-app' }, { channel: 'web-push', after: 120 }],
    },
  },
  members: {
    bob: { profile: { timezone: 'Europe/Berlin' }, devices: { phone: 'phone' } },
  },
  steps: [
    event('10:00', 'm1', 'message', 'ada writes to bob, who has the page open'),
    { at: '10:01', do: 'look', who: 'bob' },
    event('12:00', 'm2', 'message', 'ada writes to bob, who is away'),
    event('13:00', 'i1', 'invitation', 'ada invites bob'),
    event('13:30', 'i2', 'invitation', 'ada invites bob to something else'),
    reads('14:10', 'i2'),
    reads('15:30', 'i1'),
  ],
  ends: '20:00',
  expected: {
    rings: [
      "day 1 12:02 bob's phone: Message from ada",
      "day 1 13:00 bob's phone: ada invites you",
      "day 1 13:30 bob's phone: ada invites you",
      "day 1 14:00 bob's phone: ada invites you",
      "day 1 15:00 bob's phone: ada invites you",
    ],
    decided: {
      'm1 for bob': ['send escalation'],
      'm2 for bob': ['send escalation', 'send escalation'],
      'i1 for bob': ['send interrupt', 'send reminder'],
      'i2 for bob': ['send interrupt'],
    },
    timelines: { bob: { entries: 4, unseen: 1 } },
  },
};
