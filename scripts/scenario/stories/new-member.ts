import type { Step, Story } from '../story.ts';

/** Three posts a day, of people the member has just begun to follow; each is worth reading for a day. */
const day = (number: number): Step[] => [
  post(`day ${number} 09:00`, `d${number}-1`, 'ada'),
  post('13:00', `d${number}-2`, 'cem'),
  post('18:00', `d${number}-3`, 'dan'),
  { at: '20:00', do: 'look', who: 'mia' },
];

const post = (at: string, id: string, actor: string): Step => ({
  at,
  do: 'event',
  says: `${actor} posts (${id})`,
  event: { id, type: 'post', data: { actor, item: { id } } },
});

export const newMember: Story = {
  name: 'new-member',
  about: 'Who has just joined is interrupted once a day, and more often only as they get used to it.',
  begins: '2050-06-13',
  settings: { interruptionsPerDay: 5, spacing: 0, ramp: { phaseDays: 3 } },
  types: {
    post: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} posted' },
      expiresIn: 86_400,
    },
  },
  members: {
    mia: {
      profile: { timezone: 'Europe/London', createdAt: '2050-06-13T08:30:00+01:00' },
      devices: { phone: 'phone' },
      follows: ['ada', 'cem', 'dan'],
    },
  },
  steps: [...day(1), ...day(2), ...day(4), ...day(7)],
  ends: 'day 8 08:00',
  expected: {
    rings: [
      "day 1 09:00 mia's phone: ada posted",
      "day 2 09:00 mia's phone: ada posted",
      "day 4 09:00 mia's phone: ada posted",
      "day 4 13:00 mia's phone: cem posted",
      "day 7 09:00 mia's phone: ada posted",
      "day 7 13:00 mia's phone: cem posted",
      "day 7 18:00 mia's phone: dan posted",
    ],
    decided: {
      'd1-1 for mia': ['send interrupt'],
      'd1-2 for mia': ['hold ramp', 'send already-seen'],
      'd1-3 for mia': ['hold ramp', 'send already-seen'],
      'd2-1 for mia': ['send interrupt'],
      'd2-2 for mia': ['hold ramp', 'send already-seen'],
      'd2-3 for mia': ['hold ramp', 'send already-seen'],
      'd4-1 for mia': ['send interrupt'],
      'd4-2 for mia': ['send interrupt'],
      'd4-3 for mia': ['hold ramp', 'send already-seen'],
      'd7-1 for mia': ['send interrupt'],
      'd7-2 for mia': ['send interrupt'],
      'd7-3 for mia': ['send interrupt'],
    },
    timelines: { mia: { entries: 12, unseen: 0 } },
  },
};
