import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import type { OfferedCandidate } from '../../src/contract/activity.ts';
import type { EngagementAction } from '../../src/contract/engagement.ts';
import type { ScoringModel } from '../../src/contract/policy.ts';
import type { LiftMessage } from '../../src/contract/queue-message.ts';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { armedAt, bindings, candidateAt, DAY, freshMember, idAt, type MemberStub, NOON, rowsOf } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

function model(weights: Record<string, number>, intercept = 2): ScoringModel {
  const definition = { kind: 'logistic', open: { intercept, weights }, defaults: {} } as const;
  return { ...definition, name: 'clicks', version: 3, digest: JSON.stringify([weights, intercept]) };
}

/** A candidate whose audience asks for its bound. */
function asked(ms: number, weights: Record<string, number>, key = 'k', intercept = 2, actor = 'ada'): OfferedCandidate {
  const policy = {
    channels: ['in-app' as const],
    model: model(weights, intercept),
    relevance: { floor: 0.3, value: 1, cost: 0 },
  };
  return {
    ...candidateAt(NOON + ms, policy, { actor }),
    edges: [{ node: 'star', kind: 'follow', strength: 0.5 }],
    bound: { node: 'star', key },
  };
}

const act = (member: MemberStub, action: EngagementAction, id: string, now: number) =>
  member.engage([{ action, notification: id }], now);
const keys = (lifts: readonly { readonly key: string }[]) => lifts.map(({ key }) => key).sort();
const factRows = (member: MemberStub) =>
  rowsOf<{ value: string }>(member, "select value from fact where key = 'bounds'");

describe('the bound of an offer', () => {
  test('happy: given to who asks, and remembered when something may lift it: once', async ({ expect }) => {
    const member = freshMember();
    const first = await offerTo(member, [asked(1, { 'edge.strength': 1, 'type.opened.7d': 1 })], NOON, false);
    const until = NOON + 30 * DAY;
    expect(first.bounds).toEqual([{ member: 'bob', node: 'star', key: 'k', bound: 0.501, strength: 0.5, until }]);
    expect(first.decisions[0]?.scores).toEqual([{ model: 'clicks@3', pOpen: expect.any(Number) }]);
    const before = await factRows(member);
    const second = await offerTo(
      member,
      [asked(2, { 'edge.strength': 1, 'type.opened.7d': 1 })],
      NOON + 10 * DAY,
      false,
    );
    expect(second.bounds).toMatchObject([{ until }]);
    expect(await factRows(member)).toEqual(before);
    const third = await offerTo(
      member,
      [asked(3, { 'edge.strength': 1, 'type.opened.7d': 1 })],
      NOON + 16 * DAY,
      false,
    );
    expect(third.bounds).toMatchObject([{ until: NOON + 46 * DAY }]);
  });

  test('happy: also of one that is dropped below the floor; what nothing can lift is not remembered', async ({
    expect,
  }) => {
    const member = freshMember();
    const { decisions, bounds } = await offerTo(member, [asked(1, { 'edge.strength': -1 }, 'k', -3)], NOON, false);
    expect(decisions).toMatchObject([{ outcome: 'drop', reason: 'below-floor' }]);
    expect(decisions[0]?.scores).toBeUndefined();
    expect(bounds).toMatchObject([{ bound: -0.499, strength: 0.5 }]);
    expect(await factRows(member)).toEqual([]);
  });

  test('refusal: none for who does not ask, for a repeat, for what was not scored, and when it may be anything', async ({
    expect,
  }) => {
    const member = freshMember();
    const { bound: _, ...silent } = asked(1, { 'edge.strength': 1 });
    expect((await offerTo(member, [silent], NOON, false)).bounds).toBeUndefined();
    expect((await offerTo(member, [asked(1, { 'edge.strength': 1 })], NOON, false)).bounds).toBeUndefined();
    const byThemselves = asked(2, { 'edge.strength': 1 }, 'k', 2, 'bob');
    expect((await offerTo(member, [byThemselves], NOON, false)).bounds).toBeUndefined();
    expect((await offerTo(member, [asked(3, { 'type.seen.7d': 1 })], NOON, false)).bounds).toBeUndefined();
  });
});

describe('lifting', () => {
  /** One bound for each way in which it may be lifted, and a notification to open. */
  async function published(): Promise<MemberStub> {
    const member = freshMember();
    const weights = {
      type: 'type.opened.7d',
      actor: 'actor.opened.7d',
      any: 'hoursSinceLastOpen',
      ads: 'recipient.ads.age',
    };
    const all = Object.entries(weights).map(([key, name], ms) => asked(ms, { [name]: -1 }, key));
    await offerTo(member, all, NOON, false);
    await offerTo(
      member,
      [candidateAt(NOON + 50, { channels: ['in-app'] }, { type: 'other', actor: 'eve' })],
      NOON,
      false,
    );
    return member;
  }

  test('happy: opening lifts what was computed with it, by type, by actor, and by anything', async ({ expect }) => {
    const member = await published();
    const other = await act(member, 'open', idAt(NOON + 50), NOON + 100);
    expect(keys(other.lifts)).toEqual(['any']);
    expect(other.opened).toEqual([]);
    const { lifts, opened } = await act(member, 'open', idAt(NOON + 1), NOON + 200);
    expect(keys(lifts)).toEqual(['actor', 'any', 'type']);
    expect(opened).toEqual([{ model: 'clicks@3', pOpen: expect.any(Number) }]);
    expect((await act(member, 'click', idAt(NOON + 1), NOON + 300)).opened, 'opened once').toEqual([]);
  });

  test('happy: marking as read opens too; being seen or dismissed does not', async ({ expect }) => {
    const member = await published();
    expect((await act(member, 'seen', idAt(NOON + 1), NOON + 100)).lifts).toEqual([]);
    expect((await act(member, 'dismiss', idAt(NOON + 2), NOON + 100)).lifts).toEqual([]);
    const { lifts = [], ...counts } = await member.markRead({ ids: [idAt(NOON + 1)] }, NOON + 200);
    expect(keys(lifts)).toEqual(['actor', 'any', 'type']);
    expect(Object.keys(counts).sort()).toEqual(['unread', 'unseen']);
  });

  test('happy: a push of a dataset lifts what was computed with it', async ({ expect }) => {
    const member = await published();
    const none = await member.putFeatures('others', [{ target: '', features: { age: 1 } }], 1, NOON + 100);
    expect(none).toMatchObject({ lifts: [] });
    const put = await member.putFeatures('ads', [{ target: '', features: { age: 1 } }], 2, NOON + 100);
    expect(put.kind === 'put' && keys(put.lifts)).toEqual(['ads']);
  });

  test('edge: what was opened before it arrived may be of any type', async ({ expect }) => {
    const member = await published();
    const { lifts } = await act(member, 'open', idAt(NOON + 5_000), NOON + 100);
    expect(keys(lifts)).toEqual(['actor', 'any', 'type']);
  });

  test('edge: it is told again until the audiences have heard, and only the same one is over then', async ({
    expect,
  }) => {
    const member = await published();
    const { lifts: first } = await act(member, 'open', idAt(NOON + 50), NOON + 100);
    expect((await member.engage([], NOON + 200)).lifts).toEqual(first);
    // Published anew and lifted again before anybody heard of the first time.
    await offerTo(member, [asked(60, { hoursSinceLastOpen: -1 }, 'any')], NOON + 300, false);
    const { lifts: second } = await act(member, 'like', idAt(NOON + 50), NOON + 400);
    expect(second).toMatchObject([{ key: 'any', sequence: 2 }]);
    await member.lifted(first, NOON + 500);
    expect((await member.engage([], NOON + 600)).lifts).toEqual(second);
    await member.lifted(second, NOON + 700);
    expect((await member.engage([], NOON + 800)).lifts).toEqual([]);
  });

  test('edge: the alarm has it done when the Worker has died, and once more until it is heard', async ({ expect }) => {
    const member = await published();
    const { lifts } = await act(member, 'open', idAt(NOON + 50), NOON + 100);
    expect(await armedAt(member)).toBe(NOON + 100 + 30_000);
    const sent = await ringing(member, NOON + 40_000);
    expect(sent).toEqual([{ kind: 'lift', tenant: expect.any(String), member: 'bob', lifts }]);
    expect(await armedAt(member)).toBe(NOON + 40_000 + 600_000);
    await member.lifted(lifts, NOON + 50_000);
    expect(await ringing(member, NOON + 700_000)).toEqual([]);
    expect(await armedAt(member)).toBeGreaterThan(NOON + DAY);
  });

  test('edge: of more than are remembered the oldest is lifted', async ({ expect }) => {
    const member = freshMember();
    for (let number = 0; number < 51; number++) {
      await offerTo(member, [asked(number, { 'type.opened.7d': 1 }, `k${number}`)], NOON + number, false);
    }
    expect(keys((await member.engage([], NOON + 100)).lifts)).toEqual(['k0']);
  });

  test('edge: of whom nothing remains, audiences forget all', async ({ expect }) => {
    const member = await published();
    const sent = await ringing(member, NOON + 100, (instance) => instance.erase());
    expect(sent).toMatchObject([{ kind: 'lift', member: 'bob' }]);
    expect(keys(sent[0]?.lifts ?? [])).toEqual(['actor', 'ads', 'any', 'type']);
    const untouched = freshMember();
    expect(await ringing(untouched, NOON, (instance) => instance.erase())).toEqual([]);
  });
});

/** What goes to the live lane when the alarm fires, or the work is done. */
async function ringing(member: MemberStub, now: number, work?: (instance: Member) => Promise<void>) {
  const sent: LiftMessage[] = [];
  vi.spyOn(Date, 'now').mockReturnValue(now);
  await runInDurableObject(member, (instance: Member) => {
    const LIVE = { send: async (message: LiftMessage) => void sent.push(structuredClone(message)) };
    Object.assign(instance, { env: { ...bindings, LIVE } });
  });
  if (work) await runInDurableObject(member, work);
  else await runDurableObjectAlarm(member);
  return sent;
}
