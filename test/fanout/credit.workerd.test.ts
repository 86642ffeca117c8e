import { evictDurableObject } from 'cloudflare:test';
import { afterEach, describe, test, vi } from 'vitest';
import { newLedgers } from './ledgers.ts';
import { take } from './take.ts';
import { failing, newWorld, people, randomOf } from './world.ts';

afterEach(() => void vi.restoreAllMocks());
const tenantName = () => `tenant-${crypto.randomUUID()}`;

describe('the credit of a fan-out', () => {
  test.for([
    { slices: 8, pruned: 0 },
    { slices: 60, pruned: 0 },
    { slices: 4, pruned: 700 },
  ])(
    'law: to 60,000 in $slices slices, at no time more than 64 batches are open and 8 slices under way',
    { timeout: 120_000 },
    async ({ slices, pruned }, { expect }) => {
      const tenant = tenantName();
      const random = randomOf(slices);
      const ledgers = newLedgers({ pruned });
      const event = await ledgers.start(tenant, 60_000, slices);
      let [most, mostSlices, mostWaiting] = [0, 0, 0];
      while (ledgers.queue.length > 0) {
        mostWaiting = Math.max(mostWaiting, ledgers.queue.length);
        const [message] = ledgers.queue.splice(Math.floor(random() * ledgers.queue.length), 1);
        if (!message) break;
        // Some come twice, one after another or later.
        if (random() < 0.1) ledgers.queue.push(message);
        await ledgers.consume(message);
        const rows = await ledgers.rows(tenant, event);
        [most, mostSlices] = [Math.max(most, rows.open), Math.max(mostSlices, rows.slices)];
        if (random() < 0.01) await evictDurableObject(ledgers.of(tenant, event));
      }
      expect(most).toBeLessThanOrEqual(64);
      expect(mostSlices).toBeLessThanOrEqual(8);
      expect(mostWaiting).toBeLessThanOrEqual(64 + 8 + 8);
      const left = pruned * 60;
      expect(await ledgers.of(tenant, event).progress()).toMatchObject({
        state: 'done',
        considered: 60_000,
        pruned: left,
        offered: 60_000 - left,
      });
    },
  );

  test('happy: a slice that is told to stop goes on when half of what is under way has ended', async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    const event = await ledgers.start(tenant, 100_000, 1);
    const [slice] = ledgers.queue.splice(0);
    if (!slice) throw new Error('No slice was sent');
    await ledgers.consume(slice);
    expect(await ledgers.rows(tenant, event)).toEqual({ open: 64, slices: 0 });
    // Its message again finds nothing to do.
    await ledgers.consume(slice);
    expect(ledgers.queue).toHaveLength(64);
    for (const batch of ledgers.queue.splice(0, 32)) await ledgers.consume(batch);
    expect(ledgers.queue.map(({ kind }) => kind)).not.toContain('slice');
    for (const batch of ledgers.queue.splice(0, 1)) await ledgers.consume(batch);
    expect(ledgers.queue.at(-1)).toEqual(slice);
    expect(await ledgers.rows(tenant, event)).toEqual({ open: 31, slices: 1 });
  });

  test('edge: a slice whose message is lost when it might go on is sent by the alarm', async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    const event = await ledgers.start(tenant, 40_000, 2);
    for (let next = ledgers.queue.shift(); next; next = ledgers.queue.shift()) {
      await ledgers.consume(next);
      ledgers.queue.splice(0, ledgers.queue.length, ...ledgers.queue.filter(({ kind }) => kind === 'batch'));
    }
    expect(await ledgers.of(tenant, event).progress()).toMatchObject({ state: 'fanning-out' });
    for (let round = 0; round < 10; round++) {
      await ledgers.fireAlarm(tenant, event, 3_600_000);
      for (let next = ledgers.queue.shift(); next; next = ledgers.queue.shift()) await ledgers.consume(next);
    }
    expect(await ledgers.of(tenant, event).progress()).toMatchObject({ state: 'done', offered: 40_000 });
  });

  test('edge: slices of nobody are followed by the others, though no batch ends', async ({ expect }) => {
    const world = await newWorld();
    const event = await world.post({ actor: 'nobody' });
    await world.finish();
    const { ledgers, tenant } = { ledgers: newLedgers({ pruned: 1_000 }), tenant: tenantName() };
    const pruned = await ledgers.start(tenant, 40_000, 40);
    for (let next = ledgers.queue.shift(); next; next = ledgers.queue.shift()) await ledgers.consume(next);
    expect(await ledgers.of(tenant, pruned).progress()).toMatchObject({
      state: 'done',
      considered: 40_000,
      pruned: 40_000,
      offered: 0,
    });
    expect(await world.tenant.of.fanout(event).progress()).toMatchObject({ state: 'done', considered: 0 });
  });

  test('refusal: a page with more batches than there is room for is not cut before there is', async ({ expect }) => {
    const tenant = tenantName();
    const ledgers = newLedgers();
    const event = await ledgers.start(tenant, 30_000, 2);
    const ledger = ledgers.of(tenant, event);
    const cuts = (from: number, count: number) =>
      Array.from({ length: count }, (_each, place) => ({ until: { hash: from + place + 1, member: '' }, size: 1 }));
    const next = (from: number, count: number) => ({ hash: from + count, member: '' });
    const now = ledgers.now();
    // Members with many edges: a page alone is more than all credit, and is cut since nothing else is.
    expect(await ledger.advance(0, undefined, cuts(0, 70), next(0, 70), 0, now)).toMatchObject({ goOn: false });
    expect(await ledger.advance(1, undefined, cuts(1_000_000, 3), next(1_000_000, 3), 5, now)).toBeUndefined();
    expect(await ledgers.rows(tenant, event)).toEqual({ open: 70, slices: 0 });
    expect((await ledger.progress())?.pruned).toBe(0);
  });
});

describe('the next try of a batch, and a slice that may go on', () => {
  test('the slice does not wait as the try does', { timeout: 60_000 }, async ({ expect }) => {
    const world = await newWorld();
    await world.follow(people(80), 'star');
    await world.post({ actor: 'star' });
    const { MEMBER } = world.env;
    await world.replace({ MEMBER: failing(MEMBER, 'offer', { where: (name) => name.endsWith('member-3') }) });
    const slice = take(world);
    // Pages of one: the slice stops when 60 batches are open, and goes on when some have ended.
    await world.consume(slice, 1);
    const pauses = new Map<string, Set<number>>();
    for (let next = world.sent.shift(); next; next = world.sent.shift()) {
      const { kind } = next.message;
      pauses.set(kind, (pauses.get(kind) ?? new Set()).add(next.delaySeconds));
      await world.consume(next, 1);
    }
    expect([...(pauses.get('slice') ?? [])]).toEqual([0]);
    expect([...(pauses.get('batch') ?? [])]).toEqual([0, 5, 10, 20, 40]);
    expect(await world.progress()).toMatchObject({ state: 'failed', considered: 80, offered: 79 });
  });
});
