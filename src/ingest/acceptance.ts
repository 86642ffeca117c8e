import type { LoggedEvent } from './logged-event.ts';
import type { NewEvent } from './store.ts';

/** What the log says of an entry: it is new, a repeat (finished or not), or other content under the same identity. */
export type Acceptance =
  | { readonly kind: 'new'; readonly id: string }
  | { readonly kind: 'repeat'; readonly id: string; readonly unfinished?: Pick<LoggedEvent, 'activity' | 'recipients'> }
  | { readonly kind: 'conflict'; readonly id: string };

/** What the log says of an entry whose identity it knows already. */
export function acceptanceOf({ digest }: NewEvent, known: LoggedEvent): Acceptance {
  const { id, state, activity, recipients } = known;
  if (known.digest !== digest) return { kind: 'conflict', id };
  return { kind: 'repeat', id, ...(state === 'accepted' ? { unfinished: { activity, recipients } } : {}) };
}
