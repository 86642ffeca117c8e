import type { Step, Story } from '../story.ts';

const like = (at: string, id: string, actor: string): Step => ({
  at,
  do: 'event',
  says: `${actor} likes bob's photo (${id})`,
  event: { id, type: 'like', data: { actor, item: { id: 'photo-1' }, recipients: ['bob'] } },
});

export const photoLikes: Story = {
  name: 'photo-likes',
  about: 'A photo that many like is one entry that grows, and rings once for as long as it was not seen.',
  begins: '2050-06-13',
  settings: { spacing: 0 },
  types: {
    like: {
      class: 'content',
      template: {
        title: '{{actor}} liked your photo',
        many: { title: '{{actor}} and {{others}} {{others | plural: "other", "others"}} liked your photo' },
      },
      collapse: { window: 86_400 },
    },
  },
  members: {
    bob: { profile: { timezone: 'Europe/Berlin' }, devices: { phone: 'phone' } },
  },
  steps: [
    like('19:00', 'l1', 'ada'),
    like('19:02', 'l2', 'cem'),
    like('19:03', 'l3', 'dan'),
    like('19:10', 'l4', 'eva'),
    { at: '19:20', do: 'look', who: 'bob' },
    like('19:30', 'l5', 'fay'),
    like('19:31', 'l6', 'gus'),
    { at: '19:40', do: 'look', who: 'bob' },
  ],
  ends: '20:00',
  expected: {
    rings: ["day 1 19:00 bob's phone: ada liked your photo", "day 1 19:30 bob's phone: fay liked your photo"],
    decided: {
      'l1 for bob': ['send interrupt'],
      'l2 for bob': ['merge collapsed'],
      'l3 for bob': ['merge collapsed'],
      'l4 for bob': ['merge collapsed'],
      'l5 for bob': ['send interrupt'],
      'l6 for bob': ['merge collapsed'],
    },
    timelines: { bob: { entries: 2, unseen: 0 } },
  },
};
