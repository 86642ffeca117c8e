import type { Environment } from '../platform/environment.ts';
import type { Credit } from './credit.ts';
import type { Store } from './store.ts';

/** What the use-cases of a ledger work on: its rows, what it counts in memory, and whose fan-out it is. */
export interface Ledger {
  readonly tenant: string;
  readonly event: string;
  readonly env: Environment;
  readonly store: Store;
  readonly credit: Credit;
}
