import { runInDurableObject } from 'cloudflare:test';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Census } from '../../src/audience/census.ts';
import { isSuppressed, release, suppress } from '../../src/audience/suppressions.ts';
import { isSuppressionCursor, listSuppressions } from '../../src/audience/suppressions-list.ts';
import { suppressedReason, suppressGone } from '../../src/channels/suppressed.ts';
import { MOST_STOPPED, SuppressionReason, suppressionKey } from '../../src/contract/suppression.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { censusPartition, type Stubs } from '../../src/platform/stubs.ts';
import { aCandidate } from '../channels/suppression-samples.ts';
import { aShortMessage } from '../channels/twilio-samples.ts';
import { freshTenant } from './world.ts';

const NOW = Date.UTC(2050, 0, 1);
const PHONE = '+15005550006';
const MAIL = 'ada@example.com';
const at = (channel: 'email' | 'sms', address: string) => ({ channel, address });
const stop = { ...at('sms', PHONE), reason: 'stop' } as const;

/** Rows read and written by the partition of an address while something is done. */
async function costOf(of: Stubs, address: string, what: () => Promise<unknown>) {
  const census = of.census(censusPartition(suppressionKey('sms', address)));
  const rows = () =>
    runInDurableObject(census, (_instance: Census, state) => {
      const kept = state.storage.sql.exec<{ n: number }>('select count(*) n from suppression').one().n;
      return { kept, changes: state.storage.sql.exec<{ n: number }>('select total_changes() n').one().n };
    });
  const before = await rows();
  await what();
  const after = await rows();
  return { kept: after.kept, written: after.changes - before.changes };
}

/** A tenant in which telling a member does not work while `isDown`. */
function withFaults(of: Stubs) {
  const fault = { isDown: true };
  const faulty: Stubs = {
    ...of,
    member: (...args) => {
      if (fault.isDown) throw new Error('the member cannot be reached');
      return of.member(...args);
    },
  };
  return { fault, faulty };
}

describe('an address that nothing is sent to', () => {
  test('happy: suppressed for whoever has it, until it is released', async ({ expect }) => {
    const of = freshTenant();
    expect(await suppressedReason(of, 'sms', PHONE, 'ada')).toBeUndefined();
    expect(await suppress(of, [stop], 'provider', NOW)).toEqual([]);
    expect(await suppressedReason(of, 'sms', PHONE, 'ada')).toBe('suppressed: stop');
    expect(await suppressedReason(of, 'sms', PHONE, 'bob')).toBe('suppressed: stop');
    expect(await isSuppressed(of, 'sms', PHONE)).toEqual({
      ...{ ...stop, at: NOW, released: false },
      members: [
        { member: 'bob', address: PHONE },
        { member: 'ada', address: PHONE },
      ],
    });
    expect(await release(of, [at('sms', PHONE)], 'provider')).toEqual([]);
    expect(await suppressedReason(of, 'sms', PHONE, 'ada')).toBeUndefined();
    expect(await isSuppressed(of, 'sms', PHONE)).toBeUndefined();
  });

  test('edge: an email address is one however it is spelled; a channel and a tenant have their own', async ({
    expect,
  }) => {
    const [of, other] = [freshTenant(), freshTenant()];
    await suppress(of, [{ ...at('email', ' Ada@Example.COM '), reason: 'bounce' }], 'provider', NOW);
    expect(await suppressedReason(of, 'email', MAIL, 'ada')).toBe('suppressed: bounce');
    expect(await suppressedReason(of, 'email', 'ADA@example.com', 'ada')).toBe('suppressed: bounce');
    expect(await suppressedReason(of, 'sms', MAIL, 'ada')).toBeUndefined();
    expect(await suppressedReason(other, 'email', MAIL, 'ada')).toBeUndefined();
    await release(of, [at('email', 'ADA@EXAMPLE.com')], 'operator');
    expect(await isSuppressed(of, 'email', MAIL)).toBeUndefined();
  });

  test('what is asked and finds nothing writes nothing; a member is noted once; a repeat writes nothing', async ({
    expect,
  }) => {
    const of = freshTenant();
    const cost = (what: () => Promise<unknown>) => costOf(of, PHONE, what);
    expect(await cost(() => suppressedReason(of, 'sms', PHONE, 'ada'))).toEqual({ kept: 0, written: 0 });
    expect(await cost(() => suppress(of, [stop], 'provider', NOW))).toEqual({ kept: 1, written: 1 });
    expect(await cost(() => suppress(of, [stop, stop], 'provider', NOW + 1))).toEqual({ kept: 1, written: 0 });
    expect(await cost(() => suppressedReason(of, 'sms', PHONE, 'ada'))).toEqual({ kept: 1, written: 1 });
    expect(await cost(() => suppressedReason(of, 'sms', PHONE, 'ada'))).toEqual({ kept: 1, written: 0 });
    expect((await isSuppressed(of, 'sms', PHONE))?.at).toBe(NOW);
  });

  test('the newest members are kept, so many', async ({ expect }) => {
    const of = freshTenant();
    await suppress(of, [stop], 'provider', NOW);
    for (let number = 0; number < MOST_STOPPED + 3; number++) await suppressedReason(of, 'sms', PHONE, `m${number}`);
    const members = (await isSuppressed(of, 'sms', PHONE))?.members.map(({ member }) => member);
    expect(members).toHaveLength(MOST_STOPPED);
    expect([members?.[0], members?.at(-1)]).toEqual([`m${MOST_STOPPED + 2}`, 'm3']);
  });

  test('what an operator said is lifted by an operator alone; of all else the newest counts', async ({ expect }) => {
    const of = freshTenant();
    const reasonNow = async () => (await isSuppressed(of, 'sms', PHONE))?.reason;
    await suppress(of, [stop], 'provider', NOW);
    await suppress(of, [{ ...stop, reason: 'invalid' }], 'provider', NOW + 1);
    expect(await isSuppressed(of, 'sms', PHONE)).toMatchObject({ reason: 'invalid', at: NOW + 1 });
    await suppress(of, [{ ...stop, reason: 'manual' }], 'operator', NOW + 2);
    await suppress(of, [stop], 'provider', NOW + 3);
    expect(await reasonNow()).toBe('manual');
    await release(of, [at('sms', PHONE)], 'provider');
    expect(await reasonNow()).toBe('manual');
    await suppress(of, [stop], 'operator', NOW + 4);
    expect(await reasonNow()).toBe('stop');
    await release(of, [at('sms', PHONE)], 'provider');
    expect(await reasonNow()).toBeUndefined();
  });

  test('what a provider said of one delivery holds for the others', async ({ expect }) => {
    const of = freshTenant();
    await suppressGone(of, aShortMessage(), { kind: 'gone', reason: 'twilio-21610', suppress: 'stop' }, NOW);
    expect(await isSuppressed(of, 'sms', PHONE)).toMatchObject({ reason: 'stop', members: [{ member: 'ada' }] });
    const bob = { ...aShortMessage(), address: { endpoint: '+15005550007' } };
    await suppressGone(of, bob, { kind: 'gone', reason: 'x' }, NOW);
    await suppressGone(of, bob, { kind: 'sent' }, NOW);
    await suppressGone(of, { ...bob, channel: 'slack' }, { kind: 'gone', suppress: 'invalid' }, NOW);
    expect(await isSuppressed(of, 'sms', '+15005550007')).toBeUndefined();
  });
});

describe('an address that is released', () => {
  const settlement = (notification: string) => ({
    ...{ notification, device: 'email', endpoint: MAIL },
    outcome: { kind: 'gone', reason: 'suppressed: bounce' } as const,
  });

  test('happy: its members take something again, with whatever spelling of it they have', async ({ expect }) => {
    const of = freshTenant();
    await of.member('ada').putProfile({ email: 'Ada@Example.com' }, NOW);
    const { lose, takesEmail } = member(of, 'ada');
    await suppress(of, [{ ...at('email', MAIL), reason: 'bounce' }], 'provider', NOW);
    await suppressedReason(of, 'email', 'Ada@Example.com', 'ada');
    await lose('Ada@Example.com');
    expect(await takesEmail()).toBe(false);
    await release(of, [at('email', MAIL)], 'operator');
    expect(await takesEmail()).toBe(true);
  });

  test('edge: nobody is made by being told; one who has another address by now stays as they are', async ({
    expect,
  }) => {
    const of = freshTenant();
    await of.member('bob').putProfile({ email: 'bob@example.com' }, NOW);
    await suppress(of, [{ ...at('email', MAIL), reason: 'bounce' }], 'provider', NOW);
    for (const each of ['nobody', 'bob']) await suppressedReason(of, 'email', MAIL, each);
    expect(await release(of, [at('email', MAIL)], 'operator')).toEqual([]);
    expect(await of.member('nobody').findAddress('email', MAIL)).toBe(false);
    expect(await member(of, 'bob').takesEmail()).toBe(true);
  });

  test('a member who cannot be told is told by the next release; meanwhile it stops nothing', async ({ expect }) => {
    const of = freshTenant();
    const { fault, faulty } = withFaults(of);
    await of.member('ada').putProfile({ email: MAIL }, NOW);
    const { lose, takesEmail } = member(of, 'ada');
    await suppress(of, [{ ...at('email', MAIL), reason: 'bounce' }], 'provider', NOW);
    await suppressedReason(of, 'email', MAIL, 'ada');
    await lose(MAIL);
    expect(await release(faulty, [at('email', MAIL)], 'provider')).toMatchObject([{ index: 0 }]);
    expect(await takesEmail()).toBe(false);
    expect(await suppressedReason(of, 'email', MAIL, 'ada')).toBeUndefined();
    fault.isDown = false;
    expect(await release(faulty, [at('email', MAIL)], 'provider')).toEqual([]);
    expect(await takesEmail()).toBe(true);
  });

  test('suppressed anew while its members are told, it stays', async ({ expect }) => {
    const of = freshTenant();
    const { faulty } = withFaults(of);
    await suppress(of, [stop], 'provider', NOW);
    await suppressedReason(of, 'sms', PHONE, 'ada');
    await release(faulty, [at('sms', PHONE)], 'provider');
    await suppress(of, [stop], 'provider', NOW + 5);
    await of.census(censusPartition(suppressionKey('sms', PHONE))).endRelease([at('sms', PHONE)]);
    expect(await isSuppressed(of, 'sms', PHONE)).toMatchObject({ reason: 'stop', at: NOW + 5 });
  });

  test('a partition that cannot be reached fails its own lines only', async ({ expect }) => {
    const of = freshTenant();
    const lines = [PHONE, '+15005550007', '+15005550008', '+15005550009'].map((address) => at('sms', address));
    await suppress(
      of,
      lines.map((line) => ({ ...line, reason: 'stop' as const })),
      'provider',
      NOW,
    );
    const lost = censusPartition(suppressionKey('sms', PHONE));
    const census: Stubs['census'] = (partition) => {
      if (partition === lost) throw new Error('down');
      return of.census(partition);
    };
    const failed = await release({ ...of, census }, lines, 'operator');
    const there = lines.flatMap(({ address }, index) =>
      censusPartition(suppressionKey('sms', address)) === lost ? [index] : [],
    );
    expect(failed.map(({ index }) => index)).toEqual(there);
    for (const [index, { address }] of lines.entries()) {
      expect((await isSuppressed(of, 'sms', address)) !== undefined, address).toBe(there.includes(index));
    }
  });

  /** What the object of a member knows of its email address. */
  function member(of: Stubs, name: string) {
    const stub = of.member(name);
    return {
      lose: async (endpoint: string) => {
        const { id, candidate } = aCandidate();
        await offerTo(stub, [candidate], NOW, false);
        await stub.settle([{ ...settlement(id), endpoint }], NOW);
      },
      takesEmail: async () => {
        const { due } = await offerTo(stub, [aCandidate().candidate], NOW, false);
        return due.some(({ channel }) => channel === 'email');
      },
    };
  }
});

describe('the list', () => {
  test('law: page by page it is everything that is suppressed, each once, whatever was put and released', async ({
    expect,
  }) => {
    const of = freshTenant();
    const number = fc.integer({ min: 0, max: 40 });
    const step = fc.record({
      channel: fc.constantFrom('email' as const, 'sms' as const),
      number,
      reason: fc.option(fc.constantFrom(...SuppressionReason.options)),
    });
    const known = new Map<string, string>();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.integer({ min: 1, max: 30 }), async (steps, limit) => {
        for (const { channel, number, reason } of steps) {
          const address = channel === 'sms' ? `+1500555${1000 + number}` : `m${number}@example.com`;
          if (reason === null) await release(of, [{ channel, address }], 'operator');
          else await suppress(of, [{ channel, address, reason }], 'operator', NOW);
          if (reason === null) known.delete(`${channel}:${address}`);
          else known.set(`${channel}:${address}`, reason);
        }
        for (const channel of [undefined, 'email', 'sms'] as const) {
          const listed = await listAll(of, channel, limit);
          const wanted = [...known].filter(([key]) => channel === undefined || key.startsWith(channel));
          expect(listed.sort()).toEqual(wanted.map(([key, reason]) => `${key} ${reason}`).sort());
        }
      }),
      { numRuns: 12 },
    );
  });

  async function listAll(of: Stubs, channel: 'email' | 'sms' | undefined, limit: number): Promise<string[]> {
    const listed: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listSuppressions(of, channel, cursor, limit);
      listed.push(...page.rows.map(({ channel, address, reason }) => `${channel}:${address} ${reason}`));
      cursor = page.next;
    } while (cursor !== undefined);
    return listed;
  }

  test('refusal: a cursor of another make is none', ({ expect }) => {
    for (const cursor of ['0/', '31/', '0/email:a@example.com', '3/sms:+1500'])
      expect(isSuppressionCursor(cursor)).toBe(true);
    for (const cursor of ['', '32/', 'x', '0', '0/ada', '0/slack:x', '-1/'])
      expect(isSuppressionCursor(cursor), cursor).toBe(false);
  });
});
