import { describe, test } from 'vitest';
import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { candidateAt, DAY, freshMember, HOUR, idAt, type MemberStub, NOON, rowsOf } from './world.ts';

const BY_EMAIL: Partial<Policy> = { channels: ['in-app', 'email'] };
const TYPE = 'post.published';
const OFF = [{ channel: 'email', type: TYPE, setting: 'off' }] as const;

/** A member who can be reached by email alone. */
async function reachable(): Promise<MemberStub> {
  const member = freshMember();
  await member.putProfile({ email: 'bob@example.com' }, NOON);
  return member;
}

const traceOf = async (member: MemberStub) => (await member.decisions(1)).items[0];

const deliveriesOf = async (member: MemberStub) => {
  const rows = await rowsOf<{ deliveries: string | null }>(member, 'select deliveries from notification order by id');
  return rows.map(({ deliveries }) => (deliveries === null ? null : JSON.parse(deliveries)));
};

describe('unsubscribing', () => {
  test('an email that waits in the deliver queue is cancelled, and nobody gets it', async ({ expect }) => {
    const member = await reachable();
    const { due } = await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    expect(due).toMatchObject([{ channel: 'email', address: { endpoint: 'bob@example.com' } }]);
    await member.choose(OFF, NOON + 1);
    expect(await member.take([idAt(NOON)], NOON + 2)).toEqual([]);
    expect(await deliveriesOf(member)).toMatchObject([[{ channel: 'email', state: 'cancelled' }]]);
    // The timeline is another channel.
    expect(await member.timeline({ limit: 5, archived: 'exclude' })).toMatchObject({ items: [{ id: idAt(NOON) }] });
  });

  test('an email that is held for quiet hours is decided again without it', async ({ expect }) => {
    const member = await reachable();
    const quiet = { from: '11:00', to: '15:00' };
    await member.putPreferences({ channels: {}, types: {}, muted: [], quiet }, NOON);
    const { due, decisions } = await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    expect([due, decisions[0]?.outcome]).toEqual([[], 'hold']);
    await member.choose(OFF, NOON + HOUR);
    await member.wake(NOON + DAY / 2);
    expect(await member.take([idAt(NOON)], NOON + DAY / 2)).toEqual([]);
    expect(await traceOf(member)).toMatchObject({ outcome: 'send', channels: ['in-app'] });
  });

  test('the next event does not choose the channel, and with no other one its trace says that the type is off', async ({
    expect,
  }) => {
    const member = await reachable();
    await member.choose(OFF, NOON);
    const { due } = await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    expect(due).toEqual([]);
    expect(await traceOf(member)).toMatchObject({ outcome: 'send', channels: ['in-app'] });
    const only = await offerTo(member, [candidateAt(NOON + 1, { channels: ['email'] })], NOON + 1, false);
    expect(only.decisions[0]).toMatchObject({ outcome: 'drop', reason: 'type-off' });
  });

  test('with everything off on the channel no type goes there, and one without another channel has no consent', async ({
    expect,
  }) => {
    const member = await reachable();
    await member.choose([{ channel: 'email', everything: 'off' }], NOON);
    const other = { type: 'another' };
    const first = await offerTo(member, [candidateAt(NOON, BY_EMAIL, other)], NOON, false);
    expect(first.due).toEqual([]);
    expect(await traceOf(member)).toMatchObject({ outcome: 'send', channels: ['in-app'] });
    const only = await offerTo(member, [candidateAt(NOON + 1, { channels: ['email'] }, other)], NOON + 1, false);
    expect(only.decisions[0]).toMatchObject({ outcome: 'drop', reason: 'no-consent' });
    const { due } = await offerTo(
      member,
      [candidateAt(NOON + 2, { channels: ['email'], mandatory: true })],
      NOON + 2,
      false,
    );
    expect(due).toMatchObject([{ channel: 'email' }]);
  });

  test('only what was chosen changes, whatever the names; the inherited zone stays inherited', async ({ expect }) => {
    const member = await reachable();
    const before = {
      channels: { 'web-push': 'off' as const },
      types: { a: { email: 'digest' as const, 'in-app': 'off' as const }, b: { email: 'off' as const } },
      categories: { news: { email: 'off' as const } },
      muted: [{ actor: 'eve' }],
      locale: 'de-AT',
    };
    await member.putPreferences(before, NOON);
    const answer = await member.choose(
      [
        { channel: 'email', type: 'a', setting: 'off' },
        { channel: 'email', type: '__proto__', setting: 'off' },
        { channel: 'sms', type: 'constructor', setting: 'off' },
        { channel: 'email', everything: 'off' },
      ],
      NOON,
    );
    expect(answer).toMatchObject({ before, locale: 'de-AT' });
    const { types, ...rest } = await member.preferences();
    expect(Object.entries(types)).toEqual([
      ['a', { email: 'off', 'in-app': 'off' }],
      ['b', { email: 'off' }],
      ['__proto__', { email: 'off' }],
      ['constructor', { sms: 'off' }],
    ]);
    const { types: _types, ...others } = before;
    expect(rest).toEqual({ ...others, channels: { 'web-push': 'off', email: 'off' }, timezone: 'UTC' });
    await member.putProfile({ timezone: 'Asia/Tokyo' }, NOON);
    expect((await member.preferences()).timezone).toBe('Asia/Tokyo');
  });

  test('a repeat, and no choice at all, write nothing', async ({ expect }) => {
    const member = await reachable();
    await member.choose(OFF, NOON);
    await rowsOf(member, 'create table watched (key text)');
    await rowsOf(member, 'create trigger watch update on fact begin insert into watched values (new.key); end');
    expect(await member.choose(OFF, NOON + 1)).toMatchObject({ preferences: { types: { [TYPE]: { email: 'off' } } } });
    expect(await member.choose([], NOON + 2)).toMatchObject({ preferences: { types: { [TYPE]: { email: 'off' } } } });
    expect(await rowsOf(member, 'select * from watched')).toEqual([]);
  });

  test('refusal: an erased member, and one who never was, are not made by it', async ({ expect }) => {
    const never = freshMember();
    const erased = await reachable();
    await erased.erase();
    for (const member of [never, erased]) {
      expect(await member.choose([], NOON)).toBeUndefined();
      expect(await member.choose(OFF, NOON)).toBeUndefined();
      expect(await rowsOf(member, "select name from sqlite_master where name = 'notification'")).toEqual([]);
    }
  });
});
