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
    [
      { outcome: 'merge', reason: 'collapsed', into: '01KAJ', numbers: { count: 13 } },
      'Merged into 01KAJ: it is the same story as one they have not seen yet, now of 13 actors.',
    ],
    [
      { outcome: 'hold', reason: 'digest', until: 0, numbers: { count: 1 } },
      'Held until 1970-01-01T00:00:00.000Z: it waits for a digest of 1 item so far.',
    ],
    [
      { outcome: 'merge', reason: 'digest', into: '01KAJ', numbers: { count: 4 } },
      'Merged into 01KAJ: it comes with the others in a digest of 4 items.',
    ],
    [
      { outcome: 'send', reason: 'digest', channels: ['web-push'], numbers: { count: 4 } },
      'Sent by web-push: it comes as a digest of 4 items.',
    ],
    [
      { reason: 'below-floor', numbers: { utility: -0.012345, floor: 0.5 } },
      'Not sent: its utility (-0.0123) is below the floor of its type (0.5).',
    ],
    [
      { outcome: 'send', reason: 'fatigue', channels: ['in-app'], numbers: { quietUntil: 0 } },
      'Put in the timeline: they asked for less or dismissed what came lately, so nothing of the kind rings until 1970-01-01T00:00:00.000Z.',
    ],
    [
      { outcome: 'hold', reason: 'best-time', numbers: { expected: 1.4, now: 0.7 } },
      'Held: they respond at another time 1.4 times as much as on average, and now 0.7 times.',
    ],
    [
      { outcome: 'send', reason: 'escalation', channels: ['in-app'] },
      'Put in the timeline: its channels ring one after the other, and none of them at once.',
    ],
    [
      { outcome: 'send', reason: 'escalation', channels: ['web-push'] },
      'Sent by web-push: they had not seen it on the channels before.',
    ],
  ] satisfies [Partial<Decision>, string][])('%j', ([change, words], { expect }) => {
    expect(inWords({ ...base, ...change })).toBe(words);
  });

  test.for([
    ['no numbers', {}],
    ['numbers that are none', everyNumber(Number.NaN)],
    ['numbers without end', everyNumber(Number.POSITIVE_INFINITY)],
    ['numbers', everyNumber(0.1 + 0.2)],
  ] as const)(
    'says something else for every reason, and something for every outcome, with %s',
    ([, numbers], { expect }) => {
      for (const outcome of Outcome.options) {
        const said = Reason.options.map((reason) => inWords({ ...base, outcome, reason, numbers }));
        expect(new Set(said).size).toBe(Reason.options.length);
        for (const words of said) {
          expect(words).toMatch(/^[A-Z][^:]+: .{10,}\.$/);
          expect(words).not.toMatch(/undefined|NaN|null|Infinity/);
        }
      }
    },
  );
});

/** Numbers by any name. */
function everyNumber(value: number): Decision['numbers'] {
  return new Proxy({}, { get: () => value });
}
