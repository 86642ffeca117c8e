import { runInDurableObject } from 'cloudflare:test';
import { describe, test, vi } from 'vitest';
import { newTenant, type TestTenant } from '../http/world.ts';

const NOON = Date.UTC(2050, 0, 1, 12);
const DAY = 86_400_000;

/** A letter of a delivery, and when it died. */
function letter({ name }: TestTenant, number: number, at: number) {
  const id = number.toString(16).padStart(32, '0');
  const message = { kind: 'deliver', tenant: name, member: 'ada', notifications: [String(number)] } as const;
  return { id, lane: 'deliver', reason: 'web-push: http-403', at, message };
}

const alarmOf = ({ of }: TestTenant) =>
  runInDurableObject(of.deadLetters(), (_instance, { storage }) => storage.getAlarm());
async function idsOf(tenant: TestTenant): Promise<number[]> {
  const { json } = await tenant.ask('GET', '/v1/dead-letters');
  return Object.values(json.items ?? {}).map((item) => Number.parseInt(String(item.id), 16));
}

describe('old dead letters', () => {
  test('happy: they are forgotten after 90 days, and the alarm waits for the next ones', async ({ expect }) => {
    const tenant = await newTenant();
    const letters = tenant.of.deadLetters();
    await letters.record([letter(tenant, 1, NOON)], NOON);
    await letters.record([letter(tenant, 2, NOON + 5 * DAY)], NOON + 5 * DAY);
    expect(await alarmOf(tenant)).toBe(NOON + 90 * DAY);
    await letters.forget(NOON + 90 * DAY - 1);
    expect(await idsOf(tenant)).toEqual([2, 1]);
    await letters.forget(NOON + 90 * DAY);
    expect(await idsOf(tenant)).toEqual([2]);
    expect(await alarmOf(tenant)).toBe(NOON + 95 * DAY);
  });

  test('happy: when all are forgotten nothing wakes the object, until something dies again', async ({ expect }) => {
    const tenant = await newTenant();
    const letters = tenant.of.deadLetters();
    await letters.record([letter(tenant, 1, NOON)], NOON);
    await runInDurableObject(letters, (_instance, { storage }) => storage.deleteAlarm());
    await letters.forget(NOON + 91 * DAY);
    expect([await idsOf(tenant), await alarmOf(tenant)]).toEqual([[], null]);
    await letters.record([letter(tenant, 2, NOON + 100 * DAY)], NOON + 100 * DAY);
    expect(await alarmOf(tenant)).toBe(NOON + 190 * DAY);
  });

  test('edge: one that died again begins anew', async ({ expect }) => {
    const tenant = await newTenant();
    const letters = tenant.of.deadLetters();
    await letters.record([letter(tenant, 1, NOON)], NOON);
    await letters.record([letter(tenant, 1, NOON + 60 * DAY)], NOON + 60 * DAY);
    await letters.forget(NOON + 90 * DAY);
    expect(await idsOf(tenant)).toEqual([1]);
  });

  test('edge: very many are forgotten a thousand at a time, the oldest first', async ({ expect }) => {
    const tenant = await newTenant();
    const letters = tenant.of.deadLetters();
    await letters.record(
      Array.from({ length: 1_001 }, (_each, number) => letter(tenant, number, NOON - number)),
      NOON,
    );
    await letters.forget(NOON + 90 * DAY);
    expect(await idsOf(tenant)).toEqual([0]);
    expect(await alarmOf(tenant)).toBe(NOON + 90 * DAY + 10_000);
    await letters.forget(NOON + 90 * DAY + 10_000);
    expect(await idsOf(tenant)).toEqual([]);
  });

  test('refusal: a failing database does not end the alarm', async ({ expect }) => {
    const told = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const tenant = await newTenant();
    const letters = tenant.of.deadLetters();
    await letters.record([letter(tenant, 1, NOON)], NOON);
    await runInDurableObject(letters, async (instance, { storage }) => {
      storage.sql.exec('alter table dead_letter rename to away');
      await instance.forget(NOON + 90 * DAY);
      storage.sql.exec('alter table away rename to dead_letter');
    });
    expect(told.mock.calls.flat().join()).toContain('dead-letters.alarm.failed');
    expect(await alarmOf(tenant)).toBe(NOON + 90 * DAY + 10_000);
    await letters.forget(NOON + 90 * DAY + 10_000);
    expect(await idsOf(tenant)).toEqual([]);
    told.mockRestore();
  });
});
