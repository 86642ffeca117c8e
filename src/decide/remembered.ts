import type { Past, PastEngagement, PastNotification } from './member-state.ts';

/**
 * Makes a function of an object that computes once for each: for what is concluded from a list that never changes, and
 * that the candidates of an offer, and of the next, share. Memory only: it goes with the list.
 */
export function remembered<Key extends object, Value>(compute: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let entry = known.get(key);
    if (!entry) {
      entry = { value: compute(key) };
      known.set(key, entry);
    }
    return entry.value;
  };
}

/** The same of a name, such as that of a type: as long as the function itself is kept. */
export function rememberedByName<Value>(compute: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, { readonly value: Value }>();
  return (name) => {
    let entry = known.get(name);
    if (!entry) {
      entry = { value: compute(name) };
      known.set(name, entry);
    }
    return entry.value;
  };
}

/** The same of a member's past: once as long as both of its lists are the same. */
export function rememberedOfPast<Value>(compute: (past: Past) => Value): (past: Past) => Value {
  const byHistory = remembered((history: readonly PastNotification[]) =>
    remembered((engagements: readonly PastEngagement[]) => compute({ history, engagements })),
  );
  return ({ history, engagements }) => byHistory(history)(engagements);
}
