import type { z } from 'zod';
import type { Tower } from '../../src/client/tower.ts';
import { TowerError } from '../../src/client/tower-error.ts';
import type { TypeDefinition } from '../../src/contract/notification-type.ts';

/** The kinds of notification of the Higgs data set. */
export const REPLAY_TYPES: Readonly<Record<string, z.input<typeof TypeDefinition>>> = {
  retweet: { class: 'content', template: { title: '{{actor}} retweeted you' } },
  mention: { class: 'content', template: { title: '{{actor}} mentioned you' } },
  reply: { class: 'content', template: { title: '{{actor}} replied to you' } },
};

/** Registers those of the types that the tenant does not have; its own are left as they are. */
export async function registerMissingTypes(tower: Tower): Promise<void> {
  for (const [name, definition] of Object.entries(REPLAY_TYPES)) {
    if (!(await hasType(tower, name))) await tower.types.put(name, definition);
  }
}

async function hasType(tower: Tower, name: string): Promise<boolean> {
  try {
    await tower.types.get(name);
    return true;
  } catch (error) {
    if (error instanceof TowerError && error.status === 404) return false;
    throw error;
  }
}
