import type { TraceEntry } from '../contract/decision.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Why a member did or did not get something, newest first. Needs scope `members`. */
export interface Decisions {
  readonly page: (member: string, options?: PageOptions) => Promise<Page<TraceEntry>>;
  readonly all: (member: string) => AsyncIterable<TraceEntry>;
}

/** The decisions about members of the tenant whose key the transport carries. */
export function decisionsOf({ send }: Transport): Decisions {
  const page = (member: string, options: PageOptions = {}) =>
    send<Page<TraceEntry>>({ method: 'GET', path: path`/v1/members/${member}/decisions`, query: { ...options } });
  return { page, all: (member) => everyItem((cursor) => page(member, { cursor })) };
}
