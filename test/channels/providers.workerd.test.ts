import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import type { Permit, Provider } from '../../src/channels/providers/provider.ts';
import { objectName } from '../../src/platform/names.ts';
import { bindings, NOON } from '../member/world.ts';

afterEach(() => void vi.restoreAllMocks());

type Stub = DurableObjectStub<Provider>;
const LIMITS = { parallel: 4 };
const SECOND = 1_000;

function freshProvider(): Stub {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  return bindings.PROVIDER.getByName(objectName(`tenant-${crypto.randomUUID()}`, 'main'));
}

const ticketOf = (permit: Permit) => (permit.kind === 'go' ? permit.ticket : '');

/** So many deliveries that fail, one after the other. */
async function fail(provider: Stub, times: number, now = NOON): Promise<void> {
  for (let number = 0; number < times; number++) {
    const permit = await provider.permit({}, LIMITS, now);
    await provider.report([{ ticket: ticketOf(permit), failed: 'http-503' }], now);
  }
}

const rowsWritten = (provider: Stub) =>
  runInDurableObject(provider, (_instance: Provider, { storage }) =>
    storage.sql.exec("select name from sqlite_master where name = 'standing'").toArray().length === 0
      ? 0
      : storage.sql.exec<{ rows: number }>('select count(*) as rows from standing').one().rows,
  );

describe('places', () => {
  test('happy: as many go as it takes at once, the next one waits for a place', async ({ expect }) => {
    const provider = freshProvider();
    const permits = [];
    for (let number = 0; number < 5; number++) permits.push(await provider.permit({}, LIMITS, NOON));
    expect(permits.map(({ kind }) => kind)).toEqual(['go', 'go', 'go', 'go', 'wait']);
    await provider.report([{ ticket: ticketOf(permits[0] as Permit) }], NOON + SECOND);
    expect(await provider.permit({}, LIMITS, NOON + SECOND)).toMatchObject({ kind: 'go' });
  });

  test('edge: a place whose Worker died is free after a minute', async ({ expect }) => {
    const provider = freshProvider();
    for (let number = 0; number < 4; number++) await provider.permit({}, LIMITS, NOON);
    expect(await provider.permit({}, LIMITS, NOON + 59 * SECOND)).toMatchObject({ kind: 'wait' });
    expect(await provider.permit({}, LIMITS, NOON + 60 * SECOND)).toMatchObject({ kind: 'go' });
  });

  test('happy: an end is told with the next one while there is room, and at once when there is little', async ({
    expect,
  }) => {
    const provider = freshProvider();
    const first = await provider.permit({}, LIMITS, NOON);
    expect(first).toMatchObject({ kind: 'go', isHeard: false });
    expect(await provider.permit({}, LIMITS, NOON)).toMatchObject({ isHeard: false });
    expect(await provider.permit({}, LIMITS, NOON)).toMatchObject({ isHeard: true });
    const told = [{ ticket: ticketOf(first) }];
    expect(await provider.permit({ told }, LIMITS, NOON)).toMatchObject({ kind: 'go' });
    expect(await provider.permit({}, LIMITS, NOON)).toMatchObject({ kind: 'go' });
    expect(await provider.permit({}, LIMITS, NOON)).toMatchObject({ kind: 'wait' });
  });

  test('happy: those that wait are told moments one after the other', async ({ expect }) => {
    const provider = freshProvider();
    for (let number = 0; number < 4; number++) await provider.permit({}, LIMITS, NOON);
    const moments: number[] = [];
    for (let number = 0; number < 10; number++) {
      const permit = await provider.permit({}, LIMITS, NOON);
      if (permit.kind === 'wait') moments.push(permit.at);
    }
    expect(moments).toHaveLength(10);
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    expect(moments.at(-1)).toBeGreaterThan((moments[0] ?? 0) + SECOND);
  });
});

describe('the circuit, as all Workers see it', () => {
  test('happy: it opens, lets one try, and closes, and only that is written', async ({ expect }) => {
    const provider = freshProvider();
    await fail(provider, 4);
    expect(await rowsWritten(provider)).toBe(0);
    await fail(provider, 1);
    expect(await rowsWritten(provider)).toBe(1);
    expect(await provider.permit({}, LIMITS, NOON)).toEqual({
      ...{ kind: 'open', retryAt: NOON + 30 * SECOND, since: NOON, pause: 30 * SECOND },
    });
    const later = NOON + 30 * SECOND;
    const trial = await provider.permit({}, LIMITS, later);
    expect(trial).toMatchObject({ kind: 'go', isHeard: true });
    expect(await provider.permit({}, LIMITS, later)).toMatchObject({ kind: 'open', retryAt: later + 5 * SECOND });
    expect(await provider.health(later)).toMatchObject({ circuit: 'half-open', failures: 5, reason: 'http-503' });
    await provider.report([{ ticket: ticketOf(trial) }], later);
    expect(await provider.health(later)).toEqual({ circuit: 'closed', failures: 0 });
  });

  test('edge: an object that is evicted knows that it is open, and until when', async ({ expect }) => {
    const provider = freshProvider();
    await fail(provider, 5);
    const before = await provider.health(NOON);
    await evictDurableObject(provider);
    expect(await provider.health(NOON)).toEqual(before);
    expect(await provider.permit({}, LIMITS, NOON)).toMatchObject({ kind: 'open' });
  });

  test('edge: a trial whose Worker died lets another one try after a minute', async ({ expect }) => {
    const provider = freshProvider();
    await fail(provider, 5);
    const later = NOON + 30 * SECOND;
    await provider.permit({}, LIMITS, later);
    expect(await provider.permit({}, LIMITS, later + 59 * SECOND)).toMatchObject({ kind: 'open' });
    expect(await provider.permit({}, LIMITS, later + 60 * SECOND)).toMatchObject({ kind: 'go' });
  });

  test('refusal: health and permits of a provider that never failed write nothing', async ({ expect }) => {
    const provider = freshProvider();
    for (let number = 0; number < 50; number++) {
      const ticket = ticketOf(await provider.permit({}, LIMITS, NOON + number));
      await provider.report([{ ticket }], NOON + number);
    }
    await provider.renew(NOON);
    expect(await rowsWritten(provider)).toBe(0);
  });
});

describe('a long line', () => {
  const limits = { parallel: 1_000, rate: { perSecond: 1, burst: 1 } };

  test('edge: an eviction gives nobody a moment that somebody else was told', async ({ expect }) => {
    const provider = freshProvider();
    let last = 0;
    for (let number = 0; number < 60; number++) {
      const permit = await provider.permit({}, limits, NOON);
      if (permit.kind === 'wait') last = permit.at;
    }
    expect(last).toBeGreaterThan(NOON + 50 * SECOND);
    await evictDurableObject(provider);
    const next = await provider.permit({}, limits, NOON);
    expect(next).toMatchObject({ kind: 'wait' });
    if (next.kind === 'wait') expect(next.at).toBeGreaterThan(last);
  });

  test('happy: only asking keeps no moment', async ({ expect }) => {
    const provider = freshProvider();
    for (let number = 0; number < 10; number++) await provider.permit({}, limits, NOON);
    const asked = [];
    for (let number = 0; number < 5; number++) asked.push(await provider.permit({ asks: true }, limits, NOON));
    expect(new Set(asked.map((each) => (each.kind === 'wait' ? each.at : 0))).size).toBe(1);
  });
});
