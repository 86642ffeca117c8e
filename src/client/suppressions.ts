import type { z } from 'zod';
import type { BulkAnswer } from '../contract/page.ts';
import type { SuppressedAddress, SuppressedChannel, Suppression, SuppressionLine } from '../contract/suppression.ts';
import { sendBulk } from './bulk.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import type { Transport } from './transport.ts';

/** Addresses that nothing is sent to. Needs scope `admin`. */
export interface Suppressions {
  /** Sends nothing to these any more; a line without a reason is `manual`. */
  readonly put: (lines: Iterable<z.input<typeof SuppressionLine>>) => Promise<BulkAnswer>;
  /** They take something again. */
  readonly remove: (addresses: Iterable<SuppressedAddress>) => Promise<BulkAnswer>;
  /** The suppression of an address; undefined when it takes something. */
  readonly get: (channel: SuppressedChannel, address: string) => Promise<Suppression | undefined>;
  readonly page: (options?: PageOptions & { readonly channel?: SuppressedChannel }) => Promise<Page<Suppression>>;
  readonly all: (channel?: SuppressedChannel) => AsyncIterable<Suppression>;
}

/** The suppressed addresses of the tenant whose key the transport carries. */
export function suppressionsOf(transport: Transport): Suppressions {
  const path = '/v1/suppressions';
  const page = (options: PageOptions & { readonly channel?: SuppressedChannel } = {}) =>
    transport.send<Page<Suppression>>({ method: 'GET', path, query: { ...options } });
  return {
    put: (lines) => sendBulk(transport, { method: 'PUT', path }, lines),
    remove: (addresses) => sendBulk(transport, { method: 'DELETE', path }, addresses),
    get: async (channel, address) => {
      const found = await transport.send<Page<Suppression>>({ method: 'GET', path, query: { channel, address } });
      return found.items[0];
    },
    page,
    all: (channel) => everyItem((cursor) => page({ cursor, ...(channel === undefined ? {} : { channel }) })),
  };
}
