import type { Step, Story } from '../story.ts';

const suggestion = (at: string, id: string, text: string): Step => ({
  at,
  do: 'event',
  says: `there is somebody to follow: ${text} (${id})`,
  event: { id, type: 'suggestion', data: { item: { id }, recipients: ['bob'], payload: { text } } },
});

/** What a commuter does at half past seven: two things are opened on the phone. */
const commute = (day: number): Step[] =>
  ['07:30', '07:40'].map((clock, place) => ({
    at: `day ${day} ${clock}`,
    do: 'engage',
    who: 'bob',
    says: 'bob reads something on the train',
    engagement: { action: 'open', item: `article-${day}-${place}`, channel: 'web-push' },
  }));

export const earlyBird: Story = {
  name: 'early-bird',
  about: 'What can wait rings at the hour at which the member has been responding.',
  begins: '2050-06-13',
  types: {
    suggestion: {
      class: 'content',
      template: { title: 'Somebody to follow', body: '{{payload.text}}' },
      timing: 'best',
      expiresIn: 172_800,
    },
  },
  members: {
    bob: { profile: { timezone: 'Europe/Berlin' }, devices: { phone: 'phone' } },
  },
  steps: [
    ...[1, 2, 3, 4, 5].flatMap(commute),
    suggestion('day 8 14:00', 's1', 'ada'),
    suggestion('day 10 07:05', 's2', 'cem'),
  ],
  ends: 'day 11 12:00',
  expected: {
    rings: ["day 9 07:43 bob's phone: Somebody to follow", "day 10 07:05 bob's phone: Somebody to follow"],
    decided: { 's1 for bob': ['hold best-time', 'send interrupt'], 's2 for bob': ['send interrupt'] },
    timelines: { bob: { entries: 2, unseen: 2 } },
  },
};
