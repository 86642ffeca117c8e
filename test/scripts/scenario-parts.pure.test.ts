import { describe, test } from 'vitest';
import { findFaults } from '../../scripts/scenario/find-faults.ts';
import { readStoryNames } from '../../scripts/scenario/read-story-names.ts';
import { scheduleOf } from '../../scripts/scenario/schedule.ts';
import { stories } from '../../scripts/scenario/stories.ts';
import type { Expected, Step, Story } from '../../scripts/scenario/story.ts';
import { summarise } from '../../scripts/scenario/summarise.ts';
import { tellStory } from '../../scripts/scenario/tell-story.ts';
import type { Happening, Told } from '../../scripts/scenario/told.ts';
import type { TraceEntry } from '../../src/contract/decision.ts';

const NOTHING: Expected = { rings: [], decided: {} };
const look = (at: string): Step => ({ at, do: 'look', who: 'bob' });

function storyOf(steps: readonly Step[], ends: string, expected = NOTHING): Story {
  const members = { bob: { profile: { timezone: 'Europe/Berlin' } } };
  return { name: 'small', about: 'A test.', begins: '2050-06-13', types: {}, members, steps, ends, expected };
}

const instantsOf = (story: Story) => scheduleOf(story).steps.map(({ at }) => new Date(at).toISOString());

describe('the times of a story', () => {
  test('happy: local times of the day of the step before, or of a day that is named', ({ expect }) => {
    const story = storyOf([look('19:02'), look('23:00'), look('day 3 08:00'), look('08:00')], '12:00');
    expect(instantsOf(story)).toEqual([
      '2050-06-13T17:02:00.000Z',
      '2050-06-13T21:00:00.000Z',
      '2050-06-15T06:00:00.000Z',
      '2050-06-15T06:00:00.000Z',
    ]);
    const { begins, ends } = scheduleOf(story);
    expect([begins, ends].map((at) => new Date(at).toISOString())).toEqual([
      '2050-06-13T17:01:00.000Z',
      '2050-06-15T10:00:00.000Z',
    ]);
  });

  test('edge: after a journey they are those of the new place', ({ expect }) => {
    const flight: Step = { at: '23:15', do: 'travel', who: 'bob', to: 'Asia/Tokyo' };
    expect(instantsOf(storyOf([flight, look('day 2 07:00')], '08:00'))).toEqual([
      '2050-06-13T21:15:00.000Z',
      '2050-06-13T22:00:00.000Z',
    ]);
  });

  test('edge: the journey of another member changes nothing', ({ expect }) => {
    const flight: Step = { at: '10:00', do: 'travel', who: 'ada', to: 'Asia/Tokyo' };
    expect(instantsOf(storyOf([flight, look('11:00')], '12:00')).at(-1)).toBe('2050-06-13T09:00:00.000Z');
  });

  test.for([
    ['a step before the one above it', [look('19:02'), look('19:01')], 'before the step above'],
    ['a time that is none', [look('25:00')], 'no time such as'],
    ['a day 0', [look('day 0 08:00')], 'no time such as'],
  ] as const)('refusal: %s', ([, steps, message], { expect }) => {
    expect(() => scheduleOf(storyOf(steps, 'day 9 00:00'))).toThrow(message);
  });

  test('refusal: a story about nobody', ({ expect }) => {
    expect(() => scheduleOf({ ...storyOf([], '12:00'), members: {} })).toThrow('needs a member');
  });
});

const AT = Date.UTC(2050, 5, 13, 17, 2);
const MINUTE = 60_000;
const place = { timezone: 'Europe/Berlin', localZone: 'Europe/Berlin', member: 'bob' };

function decided(at: number, event: string, change: Partial<TraceEntry>): Happening {
  const entry: TraceEntry = {
    ...{ event, type: 'post', at: '', by: 'delivery', numbers: {} },
    ...{ outcome: 'send', reason: 'interrupt', channels: ['in-app', 'web-push'] },
    words: 'Sent: nothing spoke against it.',
    ...change,
  };
  return { kind: 'decision', ...place, at, event, isFirst: true, entry };
}

function shown(at: number, title: string, quiet = false) {
  return { kind: 'shown', ...place, at, device: 'phone', title, body: 'one\ntwo', quiet } as const;
}

const told: Told = {
  happenings: [
    { kind: 'step', at: AT, timezone: 'Europe/Berlin', says: 'ada posts' },
    decided(AT, 'p1', {}),
    shown(AT, 'ada posted'),
    decided(AT + MINUTE, 'p2', {
      ...{ outcome: 'hold', reason: 'quiet-hours', channels: ['in-app'] },
      words: 'Held until 2050-06-14T06:00:00.000Z: these are their quiet hours.',
    }),
    { kind: 'delivery', ...place, at: AT + 9_000, event: 'p1', device: 'tablet', state: 'gone', reason: 'gone' },
    shown(AT + 2 * MINUTE, 'cem and 2 more posted', true),
    decided(AT + 3 * MINUTE, 'p3', { outcome: 'drop', reason: 'muted-actor', channels: [], words: 'Not sent.' }),
  ],
  timelines: { bob: { unseen: 1, entries: [{ title: 'ada posted', seen: true }] } },
};

const RIGHT: Expected = {
  rings: ["day 1 19:02 bob's phone: ada posted"],
  decided: { 'p1 for bob': ['send interrupt'], 'p2 for bob': ['hold quiet-hours'] },
  undelivered: ["p1 on bob's tablet: gone"],
  timelines: { bob: { entries: 1, unseen: 1 } },
};

describe('what is expected of a story', () => {
  test('happy: no fault when all has come', ({ expect }) => {
    expect(findFaults(storyOf([], '12:00', RIGHT), told)).toEqual([]);
  });

  test('edge: what is not expected and comes is a fault; a change without a sound is no ring', ({ expect }) => {
    expect(findFaults(storyOf([], '12:00'), told)).toEqual([
      "rang unexpectedly: day 1 19:02 bob's phone: ada posted",
      "did not arrive: p1 on bob's tablet: gone",
    ]);
  });

  test('refusal: every kind of difference is said', ({ expect }) => {
    const wrong: Expected = {
      rings: ["day 1 19:03 bob's phone: ada posted"],
      decided: { 'p1 for bob': ['hold spacing', 'send interrupt'], 'p9 for bob': ['send interrupt'] },
      undelivered: [],
      timelines: { bob: { entries: 2, unseen: 0 }, eva: { entries: 0, unseen: 0 } },
    };
    expect(findFaults(storyOf([], '12:00', wrong), told)).toEqual([
      "did not ring: day 1 19:03 bob's phone: ada posted",
      "rang unexpectedly: day 1 19:02 bob's phone: ada posted",
      "did not arrive: p1 on bob's tablet: gone",
      'p1 for bob: expected hold spacing, then send interrupt, but it was send interrupt',
      'p9 for bob: expected send interrupt, but it was never decided',
      'timeline of bob: expected entries 2, unseen 0, but it has entries 1, unseen 1',
      'timeline of eva: expected entries 0, unseen 0, but it has nothing',
    ]);
  });

  test('refusal: the same rings in another order', ({ expect }) => {
    const twice: Told = { ...told, happenings: [shown(AT, 'one'), shown(AT, 'two')] };
    const rings = ["day 1 19:02 bob's phone: two", "day 1 19:02 bob's phone: one"];
    expect(findFaults(storyOf([], '12:00', { ...NOTHING, rings }), twice)).toHaveLength(1);
  });
});

describe('the text of a story', () => {
  test('happy: a timeline in local time with words of the trace, a summary, and that all holds', ({ expect }) => {
    expect(tellStory(storyOf([], '12:00', RIGHT), told).split('\n')).toEqual([
      'small: A test.',
      '',
      'day 1, Monday 13 June, Europe/Berlin',
      '  19:02     ada posts',
      '            p1 for bob: Sent: nothing spoke against it.',
      "            bob's phone RINGS: ada posted | one | two",
      '  19:03     p2 for bob: Held until day 2 08:00: these are their quiet hours. It is in the',
      '              timeline at once.',
      "  19:02:09  not delivered: p1 on bob's tablet: gone",
      "  19:04     bob's phone changes without a sound: cem and 2 more posted | one | two",
      '  19:05     p3 for bob: Not sent.',
      '',
      'bob: 3 events; rang 1 time (phone 1); dropped 1 (muted-actor 1); still waiting 1 (quiet-hours',
      '  1); held on the way 1 (quiet-hours 1); timeline of 1 entry, 1 unseen',
      'All 5 expectations hold.',
    ]);
  });

  test('edge: whoever is elsewhere has another time', ({ expect }) => {
    const away: Told = { ...told, happenings: [{ ...shown(AT, 'hello'), localZone: 'America/New_York' }] };
    expect(tellStory(storyOf([], '12:00'), away)).toContain('RINGS, where it is 13:02: hello');
  });

  test('refusal: what did not come ends it, set off', ({ expect }) => {
    const painted = tellStory(storyOf([], '12:00'), told, (style, text) => (style === 'fault' ? `!${text}` : text));
    expect(painted).toContain("\n!rang unexpectedly: day 1 19:02 bob's phone: ada posted\n");
    expect(painted).not.toContain('expectations hold');
  });

  test('edge: somebody for whom there was nothing never rang', ({ expect }) => {
    const [summary] = summarise({ happenings: [], timelines: { bob: { unseen: 0, entries: [] } } });
    expect(summary).toMatchObject({ events: 0, rings: {}, entries: 0 });
  });
});

describe('the stories', () => {
  test('have names of their own, one line each, and times that can be read', ({ expect }) => {
    expect(new Set(stories.map(({ name }) => name)).size).toBe(stories.length);
    for (const story of stories) {
      expect(story.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(story.about).toMatch(/^[^\n]{20,120}\.$/);
      expect(scheduleOf(story).begins).toBeGreaterThan(Date.UTC(2040, 0));
    }
  });

  test('are chosen by name, or all', ({ expect }) => {
    expect(readStoryNames([], stories)).toEqual([]);
    expect(readStoryNames(['traveller', 'chat'], stories).map(({ name }) => name)).toEqual(['traveller', 'chat']);
    expect(readStoryNames(['all'], stories)).toEqual(stories);
  });

  test('refusal: a name that is none is answered with those there are', ({ expect }) => {
    expect(() => readStoryNames(['constructor'], stories)).toThrow(
      expect.objectContaining({
        message: 'There is no story "constructor".',
        remedy: expect.stringContaining('noisy-evening'),
      }),
    );
  });
});
