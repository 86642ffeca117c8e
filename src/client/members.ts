import type { z } from 'zod';
import type { Engagement } from '../contract/engagement.ts';
import type { MemberLine, MemberProfile, MemberView } from '../contract/member.ts';
import type { BulkAnswer } from '../contract/page.ts';
import { sendBulk } from './bulk.ts';
import { everyItem, type Page, type PageOptions } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** Members: what a product tells of them, what Tower holds of them. Needs scope `members`. */
export interface Members {
  /** Replaces what was told before. */
  readonly put: (id: string, profile: z.input<typeof MemberProfile>) => Promise<MemberView>;
  readonly putMany: (members: Iterable<z.input<typeof MemberLine>>) => Promise<BulkAnswer>;
  readonly get: (id: string) => Promise<MemberView>;
  readonly page: (options?: PageOptions) => Promise<Page<{ readonly id: string }>>;
  readonly all: () => AsyncIterable<{ readonly id: string }>;
  /** Everything that is held of a member. */
  readonly exportAll: (id: string) => Promise<Readonly<Record<string, unknown>>>;
  /** Erases a member: nothing remains, their edges included. */
  readonly erase: (id: string) => Promise<void>;
  /** What members did. */
  readonly engage: (engagements: Iterable<z.input<typeof Engagement>>) => Promise<BulkAnswer>;
}

/** The members of the tenant whose key the transport carries. */
export function membersOf(transport: Transport): Members {
  const { send } = transport;
  const page = (options: PageOptions = {}) =>
    send<Page<{ id: string }>>({ method: 'GET', path: '/v1/members', query: { ...options } });
  return {
    put: (id, profile) => send({ method: 'PUT', path: path`/v1/members/${id}`, body: profile }),
    putMany: (members) => sendBulk(transport, { method: 'PUT', path: '/v1/members' }, members),
    get: (id) => send({ method: 'GET', path: path`/v1/members/${id}` }),
    page,
    all: () => everyItem((cursor) => page({ cursor })),
    exportAll: (id) => send({ method: 'GET', path: path`/v1/members/${id}/export` }),
    erase: (id) => send({ method: 'DELETE', path: path`/v1/members/${id}` }),
    engage: (engagements) => sendBulk(transport, { method: 'POST', path: '/v1/engagements' }, engagements),
  };
}
