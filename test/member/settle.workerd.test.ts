import { evictDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import type { Settlement } from '../../src/contract/delivery.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import type { StoredDelivery } from '../../src/member/schema.ts';
import {
  armedAt,
  browser,
  candidateAt,
  DAY,
  freshMember,
  idAt,
  type MemberStub,
  NOON,
  ringAt,
  rowsOf,
} from './world.ts';

const id = idAt(NOON);
const settled = (outcome: Settlement['outcome'], device = 'browser-1'): Settlement[] => [
  { notification: id, device, outcome },
];

/** A member with two browsers that both have to be rung. */
async function ringing(lease = false): Promise<MemberStub> {
  const member = freshMember();
  await member.registerDevice(browser(1));
  await member.registerDevice(browser(2));
  await offerTo(member, [candidateAt(NOON)], NOON, lease);
  return member;
}

async function stored(member: MemberStub): Promise<readonly StoredDelivery[]> {
  const [row] = await rowsOf<{ deliveries: string }>(member, 'select deliveries from notification');
  return JSON.parse(row?.deliveries ?? '[]');
}

describe('settling', () => {
  test.for([
    [{ kind: 'sent' }, 'sent'],
    [{ kind: 'gone' }, 'gone'],
    [{ kind: 'expired' }, 'expired'],
    [{ kind: 'refused', reason: 'vapid' }, 'dead'],
    [{ kind: 'dead', reason: 'no answer' }, 'dead'],
  ] as const)(
    'happy: %j is final as %s, is counted once, and a repeat or a contradiction changes nothing',
    async ([outcome, state], { expect }) => {
      const member = await ringing();
      expect(await member.settle(settled(outcome), NOON)).toEqual({ [id]: { [state]: 1 } });
      const after = await stored(member);
      expect(after.map((each) => each.state)).toEqual([state, 'due']);
      const others = [
        outcome,
        { kind: 'sent' },
        { kind: 'gone' },
        { kind: 'later', at: NOON + 1, reason: 'x' },
      ] as const;
      for (const again of others) expect(await member.settle(settled(again), NOON)).toEqual({});
      expect(await stored(member)).toEqual(after);
    },
  );

  test('later: due again at its moment with one more try, not before, and a repeat is the same try', async ({
    expect,
  }) => {
    const member = await ringing();
    await member.settle(settled({ kind: 'sent' }, 'browser-2'), NOON);
    const later = settled({ kind: 'later', at: NOON + 5_000, reason: '503' });
    expect(await member.settle(later, NOON)).toEqual({});
    await member.settle(later, NOON);
    expect((await stored(member))[0]).toMatchObject({ state: 'later', attempt: 2, at: NOON + 5_000 });
    expect(await armedAt(member)).toBe(NOON + 5_000);
    expect(await member.take([id], NOON + 4_999)).toEqual([]);
    expect((await ringAt(member, NOON + 5_000)).sent).toEqual([id]);
    expect(await member.take([id], NOON + 5_000)).toMatchObject([{ device: 'browser-1', attempt: 2 }]);
  });

  test('gone: the device is forgotten and rings no more; one registered anew since is not forgotten by a repeat', async ({
    expect,
  }) => {
    const member = await ringing();
    await member.settle(settled({ kind: 'gone' }), NOON);
    expect((await member.devices()).map((each) => each.id)).toEqual(['browser-2']);
    await evictDurableObject(member);
    const { due } = await offerTo(member, [candidateAt(NOON + 1)], NOON + 1, false);
    expect(due.map((each) => each.device)).toEqual(['browser-2']);
    await member.registerDevice(browser(1));
    await member.settle(settled({ kind: 'gone' }), NOON + 2);
    expect(await member.devices()).toHaveLength(2);
  });

  test('edge: of several tries of one device in one report the first that is final counts', async ({ expect }) => {
    const member = await ringing();
    const report = [
      ...settled({ kind: 'later', at: NOON + 9, reason: '503' }),
      ...settled({ kind: 'sent' }),
      ...settled({ kind: 'gone' }),
    ];
    expect(await member.settle(report, NOON)).toEqual({ [id]: { sent: 1 } });
    expect(await member.devices()).toHaveLength(2);
  });

  test('refusal: what is not known changes nothing', async ({ expect }) => {
    const member = await ringing();
    const unknown: Settlement[] = [
      { notification: idAt(1), device: 'browser-1', outcome: { kind: 'gone' } },
      { notification: id, device: 'browser-9', outcome: { kind: 'sent' } },
    ];
    expect(await member.settle(unknown, NOON)).toEqual({});
    expect(await member.devices()).toHaveLength(2);
  });

  test('a row whose deliveries are all final needs no work and forgets its policy', async ({ expect }) => {
    const member = await ringing(true);
    await member.settle([...settled({ kind: 'sent' }), ...settled({ kind: 'expired' }, 'browser-2')], NOON);
    expect(await rowsOf(member, 'select due_at, policy from notification')).toEqual([{ due_at: null, policy: null }]);
  });
});

describe('the lease of a direct offer', () => {
  test('happy: nothing is handed over when it was settled in time', async ({ expect }) => {
    const member = await ringing(true);
    await member.settle([...settled({ kind: 'sent' }), ...settled({ kind: 'sent' }, 'browser-2')], NOON);
    expect(await ringAt(member, NOON + 30_000)).toEqual({ fired: true, sent: [], errors: 0 });
    expect(await armedAt(member)).toBe(NOON + 90 * DAY);
  });

  test('the alarm hands what is unsettled to the deliver queue, once a lease', async ({ expect }) => {
    const member = await ringing(true);
    expect(await armedAt(member)).toBe(NOON + 30_000);
    expect((await ringAt(member, NOON + 30_000)).sent).toEqual([id]);
    expect(await armedAt(member)).toBe(NOON + 90_000);
    expect((await ringAt(member, NOON + 30_001)).sent, 'fired twice').toEqual([]);
    expect((await ringAt(member, NOON + 90_000)).sent, 'the message got lost').toEqual([id]);
    expect(await member.take([id], NOON + 90_000)).toHaveLength(2);
  });

  test('edge: an offer whose caller repeats it has no lease', async ({ expect }) => {
    const member = await ringing(false);
    expect(await armedAt(member)).toBe(NOON + 90 * DAY);
  });

  test('edge: what one device still has under way keeps its lease while another is tried later', async ({ expect }) => {
    const member = await ringing(true);
    await member.settle(settled({ kind: 'later', at: NOON + 50_000, reason: '429' }), NOON);
    expect(await rowsOf(member, 'select due_at from notification')).toEqual([{ due_at: NOON + 30_000 }]);
  });

  test('edge: of two tries that have become due and are under way, one settled leaves the other its lease', async ({
    expect,
  }) => {
    const member = await ringing(true);
    const later = { kind: 'later', at: NOON + 5_000, reason: '503' } as const;
    await member.settle([...settled(later), ...settled(later, 'browser-2')], NOON);
    await ringAt(member, NOON + 5_000);
    expect(await member.take([id], NOON + 5_001)).toHaveLength(2);
    await member.settle(settled({ kind: 'sent' }), NOON + 6_000);
    expect(await rowsOf(member, 'select due_at from notification')).toEqual([{ due_at: NOON + 65_000 }]);
  });

  test('refusal: a device that was removed meanwhile ends the delivery, instead of waking for ever', async ({
    expect,
  }) => {
    const member = await ringing(true);
    await member.removeDevice('browser-1');
    await member.removeDevice('browser-2');
    expect((await ringAt(member, NOON + 30_000)).sent).toEqual([]);
    expect((await stored(member)).map((each) => each.state)).toEqual(['gone', 'gone']);
    expect(await armedAt(member)).toBe(NOON + 90 * DAY);
  });
});

describe('taking', () => {
  test('edge: what expired is closed as expired, what was seen or archived as cancelled', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    const ids = [NOON, NOON + 1, NOON + 2, NOON + 3].map((at) => idAt(at));
    const policy = { class: 'transactional' } as const;
    await offerTo(
      member,
      [
        candidateAt(NOON, policy),
        candidateAt(NOON + 1, policy),
        candidateAt(NOON + 2, policy, { expiresAt: NOON + 10 }),
        candidateAt(NOON + 3, policy),
      ],
      NOON + 3,
      false,
    );
    await member.markSeen(idAt(NOON), NOON + 4);
    await member.archive([idAt(NOON + 1)], NOON + 4);
    expect((await member.take(ids, NOON + 10)).map((each) => each.notification)).toEqual([idAt(NOON + 3)]);
    const rows = await rowsOf<{ deliveries: string }>(member, 'select deliveries from notification order by id');
    const states = rows.map((row) => JSON.parse(row.deliveries)[0].state);
    expect(states).toEqual(['cancelled', 'cancelled', 'expired', 'due']);
  });

  test('edge: on a device that was removed meanwhile it is closed as gone', async ({ expect }) => {
    const member = await ringing();
    await member.removeDevice('browser-1');
    expect((await member.take([id], NOON)).map((each) => each.device)).toEqual(['browser-2']);
    expect((await stored(member)).map((each) => each.state)).toEqual(['gone', 'due']);
  });

  test('a try that has become due in quiet hours waits for their end', async ({ expect }) => {
    const member = await ringing(true);
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet: { from: '11:00', to: '13:00' } }, NOON);
    expect(await member.take([id], NOON + 1)).toEqual([]);
    expect(await rowsOf(member, 'select due_at from notification')).toEqual([{ due_at: NOON + 3_600_000 }]);
    expect((await ringAt(member, NOON + 3_600_000)).sent).toEqual([id]);
    expect(await member.take([id], NOON + 3_600_000)).toHaveLength(2);
  });

  test('a try after the channel was turned off is cancelled', async ({ expect }) => {
    const member = await ringing(true);
    await member.putPreferences({ channels: { 'web-push': 'off' }, types: {}, muted: [] }, NOON);
    expect(await member.take([id], NOON + 1)).toEqual([]);
    expect((await stored(member)).map((each) => each.state)).toEqual(['cancelled', 'cancelled']);
  });

  test('what it gives counts as the interruption it is, and does not stand in its own way', async ({ expect }) => {
    const member = freshMember();
    await member.registerDevice(browser(1));
    await offerTo(member, [candidateAt(NOON, { memberPerDay: 1 })], NOON, false);
    expect(await member.take([id], NOON + 1)).toHaveLength(1);
    const next = await offerTo(member, [candidateAt(NOON + 1, { memberPerDay: 1 })], NOON + 1, false);
    expect(next.decisions[0]?.outcome).toBe('hold');
  });

  test('refusal: what is not there, and nothing', async ({ expect }) => {
    const member = await ringing();
    expect(await member.take([idAt(1)], NOON)).toEqual([]);
    expect(await member.take([], NOON)).toEqual([]);
  });
});

describe('reviving', () => {
  test('happy: a dead delivery is due again from its first try, and the alarm leaves it to the message', async ({
    expect,
  }) => {
    const member = await ringing();
    await member.settle([...settled({ kind: 'dead', reason: '503' }), ...settled({ kind: 'sent' }, 'browser-2')], NOON);
    expect(await member.take([id], NOON)).toEqual([]);
    await member.revive([id], NOON + 1);
    expect(await rowsOf(member, 'select due_at from notification')).toEqual([{ due_at: NOON + 60_001 }]);
    expect(await member.take([id], NOON + 1)).toMatchObject([{ device: 'browser-1', attempt: 1 }]);
  });

  test('refusal: one that is not dead stays as it is', async ({ expect }) => {
    const member = await ringing();
    const before = await stored(member);
    await member.revive([id, idAt(1)], NOON);
    expect(await stored(member)).toEqual(before);
  });
});
