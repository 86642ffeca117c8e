import type { Tower } from '../src/client/tower.ts';
import type { TenantSettings } from '../src/contract/tenant.ts';
import type { BenchServer } from './bench-server.ts';
import type { LoadClient } from './load.ts';
import type { PushArrivals } from './push-arrivals.ts';
import type { Row } from './report.ts';

/** What every section measures with. */
export interface Bench {
  readonly server: BenchServer;
  readonly load: LoadClient;
  /** The product as its tenant `bench` sees it, with an admin key. */
  readonly tower: Tower;
  readonly key: string;
  /** Gives the tenant these settings, and the default of all others but the quota. */
  readonly set: (settings: Partial<TenantSettings>) => Promise<void>;
  readonly push: PushArrivals;
  /** Limit of open files, undefined where there is none. */
  readonly openFiles: number | undefined;
  /** Fewer and shorter rounds: a look, not a measurement. */
  readonly quick: boolean;
  /** Says what is being done. */
  readonly say: (text: string) => void;
}

/** A part of the benchmark: measures, and gives its rows of the table. */
export interface Section {
  readonly name: string;
  /** Takes so long that it runs only when it is named. */
  readonly isLong?: true;
  readonly run: (bench: Bench) => Promise<Row[]>;
}

/** The tenant of all measurements. */
export const TENANT = 'bench';
