import type { DeadLetter } from '../contract/dead-letter.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** What could not be done, and having it done again. Needs an admin key. */
export interface DeadLetters {
  readonly page: (options?: PageOptions) => Promise<Page<DeadLetter>>;
  readonly all: () => AsyncIterable<DeadLetter>;
  readonly replay: (id: string) => Promise<{ readonly id: string }>;
}

/** The dead letters of the tenant whose key the transport carries. */
export function deadLettersOf({ send }: Transport): DeadLetters {
  const page = (options: PageOptions = {}) =>
    send<Page<DeadLetter>>({ method: 'GET', path: '/v1/dead-letters', query: { ...options } });
  return {
    page,
    all: () => everyItem((cursor) => page({ cursor })),
    // Work that is done twice has no second effect, so a lost answer is no harm.
    replay: (id) => send({ method: 'POST', path: path`/v1/dead-letters/${id}/replay`, repeatable: true }),
  };
}
