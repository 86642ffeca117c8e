import type { z } from 'zod';
import type { DatasetEntry, DatasetView, FeatureAnswer, FeatureLine, FeaturePush } from '../contract/features.ts';
import { NDJSON, toNdjson } from './ndjson.ts';
import { path, type Transport } from './transport.ts';

/** What a push says beside its rows. */
export interface PushOptions extends Partial<Pick<FeaturePush, 'mode' | 'push'>> {
  /** With `push`: nothing follows. */
  readonly last?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Features that models use: push, look, remove. Needs scope `features`. */
export interface Features {
  /** Rows, or a body of NDJSON that is already made. */
  readonly put: (
    dataset: string,
    lines: Iterable<z.input<typeof FeatureLine>> | string,
    options?: PushOptions,
  ) => Promise<FeatureAnswer>;
  readonly get: (dataset: string) => Promise<DatasetView>;
  readonly list: () => Promise<readonly DatasetEntry[]>;
  readonly remove: (dataset: string) => Promise<void>;
}

/** The features of the tenant whose key the transport carries. */
export function featuresOf({ send }: Transport): Features {
  return {
    put: (dataset, lines, { mode, push, last, signal } = {}) =>
      send({
        method: 'PUT',
        path: path`/v1/features/${dataset}`,
        query: { mode, push, last: last === undefined ? undefined : String(last) },
        body: typeof lines === 'string' ? lines : toNdjson(lines),
        contentType: NDJSON,
        signal,
      }),
    get: (dataset) => send({ method: 'GET', path: path`/v1/features/${dataset}` }),
    list: async () => (await send<{ items: DatasetEntry[] }>({ method: 'GET', path: '/v1/features' })).items,
    remove: (dataset) => send({ method: 'DELETE', path: path`/v1/features/${dataset}` }),
  };
}
