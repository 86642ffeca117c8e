import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { TowerError } from '../../src/client/tower-error.ts';
import type { TenantSettings } from '../../src/contract/tenant.ts';
import { readPrivateJson, type StateFolder, writePrivateJson } from './state-folder.ts';

/** The tenant of the demo world, which the Worker's TOWER_DEMO_KEY belongs to. */
export const DEMO_TENANT = 'demo';

/** A visitor looks for minutes, not days: content rings every half minute, and no day is ever full. */
export const DEMO_SETTINGS = {
  interruptionsPerDay: 1_000,
  spacing: 30,
} as const satisfies z.input<typeof TenantSettings>;

const KeptKey = z.object({ tenant: z.string(), key: z.string(), settings: z.unknown() });

/**
 * A client with an admin key of tenant `demo`. The key of the first start is kept in the state folder; a new one is
 * asked for with the root key only when there is none, it is not accepted any more, or the settings are other ones.
 */
export async function openDemoTenant(url: string, rootKey: string, folder: StateFolder): Promise<Tower> {
  const kept = readKept(folder);
  if (kept !== undefined && isDeepStrictEqual(kept.settings, DEMO_SETTINGS)) {
    const tower = createTower({ url, key: kept.key });
    if (await isAccepted(tower)) return tower;
  }
  const receipt = await createTower({ url, key: rootKey }).tenants.put(DEMO_TENANT, { settings: DEMO_SETTINGS });
  writePrivateJson(folder.demoKey, { tenant: receipt.tenant, key: receipt.key, settings: DEMO_SETTINGS });
  return createTower({ url, key: receipt.key });
}

/** The admin key of tenant `demo` that a state folder keeps, if it keeps one. */
export function keptDemoKey(folder: StateFolder): string | undefined {
  return readKept(folder)?.key;
}

function readKept(folder: StateFolder): z.infer<typeof KeptKey> | undefined {
  const kept = KeptKey.safeParse(readPrivateJson(folder.demoKey));
  return kept.success ? kept.data : undefined;
}

async function isAccepted(tower: Tower): Promise<boolean> {
  try {
    await tower.types.page({ limit: 1 });
    return true;
  } catch (error) {
    if (error instanceof TowerError && (error.status === 401 || error.status === 403)) return false;
    throw error;
  }
}
