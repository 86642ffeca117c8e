import type { Step, Story } from '../story.ts';

const post = (at: string, id: string, actor: string, text: string): Step => ({
  at,
  do: 'event',
  says: `${actor} posts “${text}” (${id})`,
  event: { id, type: 'post', data: { actor, item: { id }, payload: { text } } },
});

const opens = (at: string, event: string): Step => ({
  at,
  do: 'engage',
  who: 'bob',
  says: `bob reads ${event}`,
  engagement: { action: 'open', event },
});

const dismisses = (at: string, event: string): Step => ({
  at,
  do: 'engage',
  who: 'bob',
  says: `bob wipes ${event} away`,
  engagement: { action: 'dismiss', event },
});

export const superfan: Story = {
  name: 'superfan',
  about: 'What rings is what the member responds to: ada’s posts come to ring, those of the shop end up nowhere.',
  begins: '2050-06-13',
  settings: { spacing: 0 },
  models: {
    // Of a stranger one post in eight is opened; each open of the last 30 days helps, each dismissal harms.
    interest: {
      kind: 'logistic',
      open: { intercept: -2, weights: { 'actor.opened.30d': 0.8, 'actor.dismissed.30d': -1 } },
    },
  },
  types: {
    post: {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} posted', body: '{{payload.text}}' },
      model: 'interest',
      floor: 0,
      pushBar: 0.3,
    },
  },
  members: {
    bob: {
      profile: { timezone: 'Europe/Berlin' },
      devices: { phone: 'phone' },
      follows: ['ada', 'shop'],
    },
  },
  steps: [
    post('09:00', 'a1', 'ada', 'Drawings of an engine'),
    post('09:30', 's1', 'shop', 'Ten percent off'),
    opens('12:00', 'a1'),
    dismisses('12:01', 's1'),
    post('day 2 09:00', 'a2', 'ada', 'The first wheel'),
    post('09:30', 's2', 'shop', 'Twenty percent off'),
    opens('12:00', 'a2'),
    dismisses('12:01', 's2'),
    post('day 3 09:00', 'a3', 'ada', 'It turns'),
    post('09:30', 's3', 'shop', 'Thirty percent off'),
    opens('09:40', 'a3'),
    post('day 4 09:00', 'a4', 'ada', 'It runs'),
    post('09:30', 's4', 'shop', 'Everything must go'),
  ],
  ends: 'day 4 20:00',
  expected: {
    rings: ["day 3 09:00 bob's phone: ada posted", "day 4 09:00 bob's phone: ada posted"],
    decided: {
      'a1 for bob': ['send below-push-bar'],
      's1 for bob': ['send below-push-bar'],
      'a2 for bob': ['send below-push-bar'],
      's2 for bob': ['send below-push-bar'],
      'a3 for bob': ['send interrupt'],
      's3 for bob': ['drop below-floor'],
      'a4 for bob': ['send interrupt'],
      's4 for bob': ['drop below-floor'],
    },
    timelines: { bob: { entries: 6, unseen: 1 } },
  },
};
