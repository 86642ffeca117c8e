import { referencesIn } from '../platform/liquid/references.ts';
import type { Store } from './store.ts';

/** What uses a partial in its newest version, by name: `type like`, `partial footer`. */
export function usersOf({ types, templates }: Pick<Store, 'types' | 'templates'>, partial: string): string[] {
  const uses = (text: unknown): boolean => {
    if (typeof text === 'string') return referencesIn(text).some(({ name }) => name === partial);
    return typeof text === 'object' && text !== null && Object.values(text).some(uses);
  };
  const usersIn = (kind: string, all: readonly { readonly name: string; readonly definition: object }[]) =>
    all.filter(({ definition }) => uses(definition)).map(({ name }) => `${kind} ${name}`);
  return [...usersIn('type', types.page('', ALL)), ...usersIn('partial', templates.page('', ALL))];
}

/** No limit, to SQLite. */
const ALL = -1;
