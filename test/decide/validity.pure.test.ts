import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { EngagementAction } from '../../src/contract/engagement.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { Again } from '../../src/decide/component.ts';
import type { MemberState, Past, PastEngagement, PastNotification } from '../../src/decide/member-state.ts';
import { flood } from '../../src/decide/validity/flood.ts';
import { interacted } from '../../src/decide/validity/interacted.ts';
import { unverified } from '../../src/decide/validity/unverified.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { activityOf, caseOf, MINUTE, memberOf, NOON } from './cases.ts';

const HASH = 'AAAAAAAAAAAAAAAA';
const HOUR = 60 * MINUTE;
/** Of an event an hour ago, about `post-1`. */
const ID = eventId(NOON - HOUR, HASH);

/** A member whose past nobody may look at. */
const closed: MemberState = {
  ...memberOf(),
  past: {
    get history(): never {
      throw new Error('The history was read');
    },
    get engagements(): never {
      throw new Error('The engagements were read');
    },
  },
};

describe('interacted', () => {
  const did = (action: EngagementAction, at: number, target: Partial<PastEngagement> = {}): PastEngagement => ({
    at,
    action,
    kind: 'item',
    target: 'post-1',
    channel: null,
    ...target,
  });
  const judge = (engagements: readonly PastEngagement[], policy: Partial<Policy> = {}, again?: Again) =>
    interacted.remove(
      caseOf(activityOf({ id: ID }, policy), memberOf({ past: { history: [], engagements } }), again ? { again } : {}),
    );

  test('happy: of somebody who did nothing, or nothing with this item', ({ expect }) => {
    expect(judge([])).toBeUndefined();
    expect(judge([did('like', NOON, { target: 'post-2' })])).toBeUndefined();
    expect(judge([did('like', NOON, { kind: 'actor' }), did('view', NOON, { kind: 'entity' })])).toBeUndefined();
  });

  test.for(['like', 'comment', 'view', 'share', 'open', 'click'] as const)(
    'refusal: a %s of the item since it happened',
    (action, { expect }) => {
      expect(judge([did(action, NOON - MINUTE)])).toBe('interacted');
    },
  );

  test.for(['seen', 'follow', 'dismiss', 'see-less', 'mute', 'disable'] as const)(
    'edge: a %s does not say that they were at it',
    (action, { expect }) => {
      expect(
        judge([did(action, NOON - MINUTE), did(action, NOON, { kind: 'notification', target: ID })]),
      ).toBeUndefined();
    },
  );

  test('edge: five minutes before the event still count, what was done earlier does not', ({ expect }) => {
    expect(judge([did('view', NOON - HOUR - 5 * MINUTE)])).toBe('interacted');
    expect(judge([did('view', NOON - HOUR - 5 * MINUTE - 1)])).toBeUndefined();
    expect(judge([did('view', NOON - 365 * 24 * HOUR)])).toBeUndefined();
    expect(judge([did('view', NOON - MINUTE), did('like', NOON - 9 * HOUR)])).toBe('interacted');
  });

  test('edge: an event that its producer dates ahead is taken as of now', ({ expect }) => {
    const past: Past = { history: [], engagements: [did('view', NOON - MINUTE)] };
    const ahead = activityOf({ id: eventId(NOON + HOUR, HASH) });
    expect(interacted.remove(caseOf(ahead, memberOf({ past })))).toBe('interacted');
  });

  test('refusal: the notification itself was opened, whatever it is about', ({ expect }) => {
    const opened = [did('open', NOON - MINUTE, { kind: 'notification', target: ID })];
    expect(judge(opened, {}, { for: 'slot', shown: true, seen: false })).toBe('interacted');
    const { item: _, ...plain } = activityOf({ id: ID });
    const again: Again = { for: 'reminder', shown: false, seen: false };
    const member = memberOf({ past: { history: [], engagements: opened } });
    expect(interacted.remove(caseOf(plain, member, { again }))).toBe('interacted');
  });

  test('messages too, account security not', ({ expect }) => {
    const viewed = [did('view', NOON)];
    expect(judge(viewed, { class: 'transactional' })).toBe('interacted');
    expect(judge(viewed, { mandatory: true })).toBeUndefined();
  });

  test('the past is not read for what has no item', ({ expect }) => {
    const { item: _, ...plain } = activityOf({ id: ID });
    expect(interacted.remove(caseOf(plain, closed))).toBeUndefined();
    expect(interacted.remove(caseOf(activityOf({ id: ID }, { mandatory: true }), closed))).toBeUndefined();
  });

  test('law: what is remembered of a list says the same as a look through it', ({ expect }) => {
    const act = fc.record({
      at: fc.integer({ min: NOON - 3 * HOUR, max: NOON }),
      action: fc.constantFrom<EngagementAction[]>('seen', 'view', 'like', 'dismiss'),
      kind: fc.constantFrom('item', 'actor', 'notification'),
      target: fc.constantFrom('post-1', 'post-2', ID),
      channel: fc.constant(null),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 6 }), fc.integer({ min: 0, max: 180 }), (engagements, minutesAgo) => {
        const id = eventId(NOON - minutesAgo * MINUTE, HASH);
        const member = memberOf({ past: { history: [], engagements } });
        const expected = engagements.some(
          ({ at, action, kind, target }) =>
            (action === 'view' || action === 'like') &&
            ((kind === 'item' && target === 'post-1' && at >= NOON - (minutesAgo + 5) * MINUTE) ||
              (kind === 'notification' && target === id)),
        );
        const found = () => interacted.remove(caseOf(activityOf({ id }), member));
        expect([found(), found()]).toEqual(expected ? ['interacted', 'interacted'] : [undefined, undefined]);
      }),
    );
  });
});

describe('unverified', () => {
  test('happy: whatever needed no check or passed it', ({ expect }) => {
    expect(unverified.remove(caseOf())).toBeUndefined();
  });
  test.for([{}, { class: 'transactional' }, { mandatory: true }] as const)(
    'refusal: %j without its check',
    (policy, { expect }) => {
      expect(unverified.remove(caseOf(activityOf({ unverified: 'spam-check' }, policy)))).toBe('unverified');
    },
  );
});

describe('flood', () => {
  const notification = (at: number): PastNotification => ({
    id: eventId(at, HASH),
    at,
    type: 'post.published',
    actor: 'ada',
    item: null,
    outcome: 'send',
    channels: ['in-app'],
    group: null,
    into: null,
    digest: null,
    dueAt: null,
    interruptedAt: null,
    shown: true,
    seen: false,
    read: false,
  });
  const got = (...ago: readonly number[]) =>
    memberOf({ past: { history: ago.map((each) => notification(NOON - each)), engagements: [] } });
  const THREE = { candidatesPerHour: 3 };

  test('happy: below the limit of an hour, whatever came before it', ({ expect }) => {
    const member = got(3 * HOUR, 2 * HOUR, HOUR, HOUR - 1, MINUTE);
    expect(flood.stop(caseOf(activityOf({}, THREE), member))).toBeUndefined();
  });

  test('refusal: at the limit, with the numbers, in whatever order they came', ({ expect }) => {
    const stop = (...ago: readonly number[]) => flood.stop(caseOf(activityOf({}, THREE), got(...ago)));
    expect(stop(HOUR - 1, 2, 1)).toEqual({ outcome: 'drop', reason: 'flood', numbers: { used: 3, limit: 3 } });
    expect(stop(1, 2 * HOUR, 2, 5, 0)).toEqual({ outcome: 'drop', reason: 'flood', numbers: { used: 4, limit: 3 } });
  });

  test.for([
    ['no limit', {}],
    ['a message', { ...THREE, class: 'transactional' }],
    ['account security, which a flood must not hide', { ...THREE, mandatory: true }],
  ] as const)('edge: %s goes on, and the past is not read', ([, policy], { expect }) => {
    expect(flood.stop(caseOf(activityOf({}, policy), closed))).toBeUndefined();
  });

  test('edge: so does what got through before', ({ expect }) => {
    const again: Again = { for: 'slot', shown: true, seen: false };
    expect(flood.stop(caseOf(activityOf({}, THREE), closed, { again }))).toBeUndefined();
  });
});
