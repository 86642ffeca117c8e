import type { z } from 'zod';
import type { AudienceSize, Edge, EdgeKey } from '../contract/edge.ts';
import type { BulkAnswer } from '../contract/page.ts';
import { sendBulk } from './bulk.ts';
import { everyItem, type Page } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** What a member wants to hear of. */
export type Follow = Pick<Edge, 'to' | 'kind' | 'strength'>;

/** The graph: who wants to hear of whom. Needs scope `graph`. */
export interface Edges {
  readonly put: (edges: Iterable<z.input<typeof Edge>>) => Promise<BulkAnswer>;
  /** The same, for a body of NDJSON that is already made. */
  readonly putLines: (body: string, signal?: AbortSignal) => Promise<BulkAnswer>;
  readonly remove: (edges: Iterable<z.input<typeof EdgeKey>>) => Promise<BulkAnswer>;
  readonly audience: (node: string) => Promise<AudienceSize>;
  readonly follows: (member: string) => AsyncIterable<Follow>;
}

/** The edges of the tenant whose key the transport carries. */
export function edgesOf(transport: Transport): Edges {
  const edges = '/v1/edges';
  return {
    put: (lines) => sendBulk(transport, { method: 'PUT', path: edges }, lines),
    putLines: (body, signal) => sendBulk(transport, { method: 'PUT', path: edges, signal }, body),
    remove: (lines) => sendBulk(transport, { method: 'DELETE', path: edges }, lines),
    audience: (node) => transport.send({ method: 'GET', path: path`/v1/nodes/${node}/audience` }),
    follows: (member) =>
      everyItem((cursor) =>
        transport.send<Page<Follow>>({
          method: 'GET',
          path: path`/v1/members/${member}/follows`,
          query: { cursor },
        }),
      ),
  };
}
