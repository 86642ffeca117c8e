import { describe, test } from 'vitest';
import { type Decision, Outcome, Reason } from '../../src/contract/decision.ts';
import { inWords } from '../../src/decide/words.ts';

const base: Decision = { outcome: 'drop', by: 'x', reason: 'expired', numbers: {}, channels: [] };

describe('a decision in words', () => {
  test.for([
    [
      { outcome: 'send', reason: 'interrupt', channels: ['in-app', 'web-push'] },
      'Sent by in-app and web-push: nothing spoke against it.',
    ],
    [
      { outcome: 'send', reason: 'timeline', channels: ['in-app'] },
      'Put in the timeline: no interrupting channel applies.',
    ],
    [
      { outcome: 'hold', reason: 'quiet-hours', until: 0 },
      'Held until 1970-01-01T00:00:00.000Z: these are their quiet hours.',
    ],
    [
      { reason: 'member-cap', numbers: { used: 1, limit: 1 } },
      'Not sent: they were interrupted 1 time in 24 hours and 1 is allowed.',
    ],
    [
      { reason: 'type-cap', numbers: { used: 3, limit: 2 } },
      'Not sent: 3 notifications of this type rang lately and 2 are allowed.',
    ],
  ] satisfies [Partial<Decision>, string][])('%j', ([change, words], { expect }) => {
    expect(inWords({ ...base, ...change })).toBe(words);
  });

  test('says something else for every reason, and something for every outcome, even without numbers', ({ expect }) => {
    for (const outcome of Outcome.options) {
      const said = Reason.options.map((reason) => inWords({ ...base, outcome, reason }));
      expect(new Set(said).size).toBe(Reason.options.length);
      for (const words of said) {
        expect(words).toMatch(/^[A-Z][^:]+: .{10,}\.$/);
        expect(words).not.toMatch(/undefined|NaN|null/);
      }
    }
  });
});
