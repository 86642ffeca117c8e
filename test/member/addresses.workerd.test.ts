import { describe, test } from 'vitest';
import type { MemberProfile } from '../../src/contract/member.ts';
import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { armedAt, browser, candidateAt, freshMember, idAt, NOON, ringAt, rowsOf } from './world.ts';

const id = idAt(NOON);
const MINUTE = 60_000;
const ADA: MemberProfile = { email: 'ada@example.com', phone: '+15551234567' };
const BY_EMAIL: Partial<Policy> = { class: 'transactional', channels: ['in-app', 'email'] };
/** A push first, an email when nobody has seen it after an hour. */
const ESCALATED: Partial<Policy> = {
  class: 'transactional',
  channels: ['in-app', 'web-push', 'email'],
  escalate: [
    { channel: 'web-push', after: 0 },
    { channel: 'email', after: 60 * MINUTE },
  ],
};

async function memberWith(profile: MemberProfile = ADA) {
  const member = freshMember();
  await member.putProfile(profile, NOON);
  return member;
}

describe('addresses of the profile', () => {
  test('happy: an email goes to the address of the profile, a text to the number, without any device', async ({
    expect,
  }) => {
    const member = await memberWith();
    const { due } = await offerTo(member, [candidateAt(NOON, { channels: ['in-app', 'email', 'sms'] })], NOON, false);
    expect(due.map(({ channel, device, address }) => ({ channel, device, address }))).toEqual([
      { channel: 'email', device: 'email', address: { endpoint: 'ada@example.com' } },
      { channel: 'sms', device: 'sms', address: { endpoint: '+15551234567' } },
    ]);
    expect(await member.devices()).toEqual([]);
  });

  test('refusal: without an address nobody is reached there, and with no other channel nothing is sent', async ({
    expect,
  }) => {
    const member = await memberWith({});
    const { decisions } = await offerTo(member, [candidateAt(NOON, { channels: ['email'] })], NOON, false);
    expect(decisions).toMatchObject([{ outcome: 'drop', reason: 'no-channel' }]);
  });

  test('the webhook of the tenant is told of every member', async ({ expect }) => {
    const { due } = await offerTo(freshMember(), [candidateAt(NOON, { channels: ['webhook'] })], NOON, false);
    expect(due).toMatchObject([{ channel: 'webhook', device: 'webhook' }]);
  });

  test('another address in the profile is where a later try goes', async ({ expect }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    await member.putProfile({ email: 'ada@example.org' }, NOON);
    expect(await member.take([id], NOON)).toMatchObject([{ address: { endpoint: 'ada@example.org' } }]);
  });
});

describe('an address that is lost', () => {
  const gone = (endpoint: string) => [
    { notification: id, device: 'email', endpoint, outcome: { kind: 'gone', reason: 'bounced' } as const },
  ];

  test('takes nothing any more; the profile stays as it is, and another address is another matter', async ({
    expect,
  }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    expect(await member.settle(gone('ada@example.com'), NOON)).toEqual({ [id]: { gone: 1 } });
    const next = { id: idAt(NOON + 1) };
    expect((await offerTo(member, [candidateAt(NOON, BY_EMAIL, next)], NOON + 1, false)).due).toEqual([]);
    expect(await member.view()).toMatchObject({ email: 'ada@example.com' });
    await member.putProfile({ email: 'ada@example.org' }, NOON);
    const later = { id: idAt(NOON + 2) };
    expect((await offerTo(member, [candidateAt(NOON, BY_EMAIL, later)], NOON + 2, false)).due).toHaveLength(1);
  });

  test('is not lost when the one that bounced is not the one of now: that is tried', async ({ expect }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    await member.putProfile({ email: 'ada@example.org' }, NOON);
    expect(await member.settle(gone('ada@example.com'), NOON)).toEqual({});
    expect(await member.take([id], NOON + MINUTE)).toMatchObject([{ address: { endpoint: 'ada@example.org' } }]);
  });
});

describe('the lane of what is not pushed', () => {
  test('who takes an email has it for a minute: a second message about it finds nothing', async ({ expect }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    expect(await member.take([id], NOON)).toHaveLength(1);
    expect(await member.take([id], NOON + 1)).toEqual([]);
    expect(await member.take([id], NOON + MINUTE - 1)).toEqual([]);
  });

  test('should it die, the alarm brings the email to another one; once it is settled nobody gets it', async ({
    expect,
  }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    await member.take([id], NOON);
    expect(await armedAt(member)).toBe(NOON + MINUTE);
    expect((await ringAt(member, NOON + MINUTE)).sent).toEqual([id]);
    expect(await member.take([id], NOON + MINUTE)).toMatchObject([{ attempt: 1 }]);
    const sent = { kind: 'sent', provider: 'mail', reference: 'm-1' } as const;
    await member.settle([{ notification: id, device: 'email', outcome: sent }], NOON + MINUTE);
    expect(await member.take([id], NOON + 10 * MINUTE)).toEqual([]);
    const [row] = await rowsOf<{ deliveries: string }>(member, 'select deliveries from notification');
    expect(JSON.parse(row?.deliveries ?? '')).toMatchObject([{ state: 'sent', provider: 'mail', reference: 'm-1' }]);
  });

  test('a fan-out whose message is lost sends the email all the same: the alarm does', async ({ expect }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    const at = (await armedAt(member)) ?? 0;
    expect(at).toBeGreaterThan(NOON);
    expect((await ringAt(member, at)).sent).toEqual([id]);
  });

  test('what its provider has no room for is no try, and comes back with its moment', async ({ expect }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    await member.take([id], NOON);
    const outcome = { kind: 'later', at: NOON + 5_000, reason: 'no-room', untried: true } as const;
    await member.settle([{ notification: id, device: 'email', outcome }], NOON);
    await ringAt(member, NOON + 5_000);
    expect(await member.take([id], NOON + 5_000)).toMatchObject([{ attempt: 1, slot: NOON + 5_000 }]);
  });

  test('the provider that may have taken it without saying so is remembered', async ({ expect }) => {
    const member = await memberWith();
    await offerTo(member, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    await member.take([id], NOON);
    const outcome = { kind: 'later', at: NOON + 5_000, reason: 'time-out', unsure: true, provider: 'mail' } as const;
    await member.settle([{ notification: id, device: 'email', outcome }], NOON);
    expect(await member.take([id], NOON + 5_000)).toMatchObject([{ attempt: 2, provider: 'mail' }]);
  });
});

describe('something transactional that does not get through', () => {
  test('is given up after ten minutes while an escalation waits for it, and after a day when none does', async ({
    expect,
  }) => {
    const member = await memberWith();
    await member.registerDevice(browser(1));
    const { due } = await offerTo(member, [candidateAt(NOON, ESCALATED)], NOON, false);
    expect(due).toMatchObject([{ channel: 'web-push', giveUpAt: NOON + 10 * MINUTE }]);
    const later = { kind: 'later', at: NOON + MINUTE, reason: '503' } as const;
    await member.settle([{ notification: id, device: 'browser-1', outcome: later }], NOON);
    expect(await member.take([id], NOON + MINUTE)).toMatchObject([{ giveUpAt: NOON + 10 * MINUTE }]);
    const plain = await memberWith();
    const alone = await offerTo(plain, [candidateAt(NOON, BY_EMAIL)], NOON, false);
    expect(alone.due[0]).not.toHaveProperty('giveUpAt');
    await plain.settle([{ notification: id, device: 'email', endpoint: 'ada@example.com', outcome: later }], NOON);
    expect(await plain.take([id], NOON + MINUTE)).toMatchObject([{ giveUpAt: NOON + 24 * 60 * MINUTE }]);
  });

  test.for([{ kind: 'dead', reason: '503' }, { kind: 'gone' }, { kind: 'refused', reason: 'vapid' }] as const)(
    'hands over to the next step at once when it is $kind, and not before everything is',
    async (outcome, { expect }) => {
      const member = await memberWith();
      await member.registerDevice(browser(1));
      await member.registerDevice(browser(2));
      await offerTo(member, [candidateAt(NOON, ESCALATED)], NOON, false);
      await member.settle([{ notification: id, device: 'browser-1', outcome }], NOON + MINUTE);
      expect(await armedAt(member)).toBe(NOON + 60 * MINUTE);
      await member.settle([{ notification: id, device: 'browser-2', outcome }], NOON + 2 * MINUTE);
      expect(await armedAt(member)).toBe(NOON + 2 * MINUTE);
      expect((await ringAt(member, NOON + 2 * MINUTE)).sent).toEqual([id]);
      expect(await member.take([id], NOON + 2 * MINUTE)).toMatchObject([{ channel: 'email' }]);
    },
  );

  test('does not hurry an escalation of which a part got through', async ({ expect }) => {
    const member = await memberWith();
    await member.registerDevice(browser(1));
    await member.registerDevice(browser(2));
    await offerTo(member, [candidateAt(NOON, ESCALATED)], NOON, false);
    await member.settle([{ notification: id, device: 'browser-1', outcome: { kind: 'sent' } }], NOON);
    await member.settle([{ notification: id, device: 'browser-2', outcome: { kind: 'gone' } }], NOON);
    expect(await armedAt(member)).toBe(NOON + 60 * MINUTE);
  });
});
