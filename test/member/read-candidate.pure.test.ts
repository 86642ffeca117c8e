import { describe, test } from 'vitest';
import { readCandidate } from '../../src/member/read-candidate.ts';
import { activityOf } from '../decide/cases.ts';

const EDGES = [{ node: 'star', kind: 'follow', strength: 0.5 }];

describe('a candidate that is read', () => {
  test('happy: is the one that was offered, with its edges and what its audience asks for', ({ expect }) => {
    const candidate = { activity: activityOf(), edges: EDGES, bound: { node: 'star', key: 'k' } };
    expect(readCandidate({ ...candidate, activity: JSON.stringify(candidate.activity) })).toEqual(candidate);
  });

  test('happy: shares its activity with the next one of the same text, and its edges with none', ({ expect }) => {
    const text = JSON.stringify(activityOf());
    const one = readCandidate({ activity: text, edges: EDGES });
    const other = readCandidate({ activity: text });
    expect(other.activity).toBe(one.activity);
    expect(other).not.toHaveProperty('edges');
  });

  test('edge: another text of the same length is another activity', ({ expect }) => {
    const [one, other] = ['ada', 'eve'].map((actor) =>
      readCandidate({ activity: JSON.stringify(activityOf({ actor })) }),
    );
    expect([one?.activity.actor, other?.activity.actor]).toEqual(['ada', 'eve']);
  });

  test('refusal: what is no JSON is a fault of who offers it, and nothing of it is remembered', ({ expect }) => {
    for (const _ of [1, 2]) expect(() => readCandidate({ activity: '{' })).toThrow(SyntaxError);
  });
});
