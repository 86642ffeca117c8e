import { env } from 'cloudflare:workers';
import { describe, test } from 'vitest';
import { TenantSettings } from '../../src/contract/tenant.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { countResponses, rhythmOf } from '../../src/registry/rhythm.ts';

const bindings = env as unknown as Environment;
const NOW = Date.UTC(2050, 5, 15, 12);
const DAY = 86_400_000;

/** The objects of a tenant that no other test knows. */
async function freshTenant() {
  const tenant = `tenant-${crypto.randomUUID()}`;
  const of = stubs(bindings, tenant);
  const settings = TenantSettings.parse({});
  await of
    .tenant()
    .create({}, { hash: 'hash', id: 'id', name: 'first', scopes: ['admin'] }, NOW, { settings, eventLogPartitions: 1 });
  return { tenant, of };
}

describe('the rhythm of a tenant', () => {
  test('happy: what members responded, by hour, is written a hundred at a time', async ({ expect }) => {
    const { tenant, of } = await freshTenant();
    await countResponses(of, tenant, new Array(60).fill(20), NOW);
    expect(await rhythmOf(of, tenant, NOW)).toBeUndefined();
    await countResponses(of, tenant, new Array(40).fill(21), NOW);
    const rhythm = await rhythmOf(of, tenant, NOW);
    expect([rhythm?.length, rhythm?.[20], rhythm?.[21], rhythm?.[22]]).toEqual([168, 60, 40, 0]);
  });

  test('edge: fewer are written when they have waited a minute', async ({ expect }) => {
    const { tenant, of } = await freshTenant();
    await countResponses(of, tenant, [3], NOW);
    await countResponses(of, tenant, [3], NOW + 60_000);
    expect((await of.tenant().rhythm())?.[3]).toBe(2);
  });

  test('edge: older responses count less', async ({ expect }) => {
    const { of } = await freshTenant();
    const one = new Array(168).fill(0).with(7, 10);
    await of.tenant().addResponses(one, NOW);
    await of.tenant().addResponses(one, NOW + 60 * DAY);
    expect((await of.tenant().rhythm())?.[7]).toBeCloseTo(10 + 10 / Math.E);
  });

  test('refusal: a tenant that was never created has none, and gets no table by it', async ({ expect }) => {
    const of = stubs(bindings, `tenant-${crypto.randomUUID()}`);
    await of.tenant().addResponses(new Array(168).fill(1), NOW);
    expect(await of.tenant().rhythm()).toBeUndefined();
  });
});
