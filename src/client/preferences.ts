import type { z } from 'zod';
import type { Preferences } from '../contract/preferences.ts';
import type { Transport } from './transport.ts';

/** A member's own settings. */
export interface OwnPreferences {
  readonly get: () => Promise<Preferences>;
  /** Replaces the whole. */
  readonly put: (preferences: z.input<typeof Preferences>) => Promise<Preferences>;
}

/** The settings of the member whose token the transport carries. */
export function preferencesOf({ send }: Transport): OwnPreferences {
  const preferences = '/v1/me/preferences';
  return {
    get: () => send({ method: 'GET', path: preferences }),
    put: (body) => send({ method: 'PUT', path: preferences, body }),
  };
}
