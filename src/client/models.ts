import type { z } from 'zod';
import type { Calibration } from '../contract/calibration.ts';
import type { ModelDefinition, StoredModel } from '../contract/model.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Models that types are scored by: register, read, list. Needs scope `features`. */
export interface Models {
  /** Stores the model as its next version; the same definition again keeps its version. */
  readonly put: (name: string, definition: z.input<typeof ModelDefinition>) => Promise<StoredModel>;
  readonly get: (name: string) => Promise<StoredModel>;
  /** Newest first. */
  readonly versions: (name: string) => Promise<readonly StoredModel[]>;
  /** How often what it scored was opened, by tenths; of the newest version when none is named. */
  readonly calibration: (name: string, version?: number) => Promise<Calibration>;
  readonly page: (options?: PageOptions) => Promise<Page<StoredModel>>;
  readonly all: () => AsyncIterable<StoredModel>;
}

/** The models of the tenant whose key the transport carries. */
export function modelsOf({ send }: Transport): Models {
  const page = (options: PageOptions = {}) =>
    send<Page<StoredModel>>({ method: 'GET', path: '/v1/models', query: { ...options } });
  return {
    put: (name, definition) => send({ method: 'PUT', path: path`/v1/models/${name}`, body: definition }),
    get: (name) => send({ method: 'GET', path: path`/v1/models/${name}` }),
    versions: async (name) =>
      (await send<Page<StoredModel>>({ method: 'GET', path: path`/v1/models/${name}/versions` })).items,
    calibration: (name, version) =>
      send({
        method: 'GET',
        path: path`/v1/models/${name}/calibration`,
        query: version === undefined ? {} : { version },
      }),
    page,
    all: () => everyItem((cursor) => page({ cursor })),
  };
}
