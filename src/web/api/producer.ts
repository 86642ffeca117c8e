import type { TraceEntry } from '../../contract/decision.ts';
import type { Edge } from '../../contract/edge.ts';
import type { CloudEvent, EventReceipt, EventStatus } from '../../contract/event.ts';
import type { StoredType } from '../../contract/notification-type.ts';
import type { BulkAnswer } from '../../contract/page.ts';
import type { Kept } from '../../contract/timeline.ts';
import { type Answer, type Call, type Page, request } from './request.ts';

export type Follow = Pick<Edge, 'to' | 'kind' | 'strength'>;
export type Steering = 'pause' | 'resume' | 'cancel';
export interface MemberToken {
  readonly token: string;
  readonly expiresAt: string;
}

/** The calls of a producer that the page makes, with the key of the demo tenant. */
export function createProducer(base: string, key: string) {
  const call = <Value>(path: string, options: Call = {}) => request<Value>(base, path, { ...options, bearer: key });
  const edges = async (method: 'PUT' | 'DELETE', from: string, to: string) =>
    whole(await call<BulkAnswer>('/v1/edges', { method, body: [{ from, to }] }));

  return {
    /** Ids of the members, 50 a page. */
    members: (cursor?: string) => call<Page<{ readonly id: string }>>('/v1/members', { query: { limit: 50, cursor } }),
    /** A token for a member's own calls; lasts until `expiresAt`. */
    token: (member: string) => call<MemberToken>(`${ofMember(member)}/tokens`, { method: 'POST' }),
    types: (cursor?: string) => call<Page<StoredType>>('/v1/types', { query: { limit: 100, cursor } }),
    /** Whom a member follows. */
    follows: (member: string, cursor?: string) =>
      call<Page<Follow>>(`${ofMember(member)}/follows`, { query: { limit: 50, cursor } }),
    follow: (from: string, to: string) => edges('PUT', from, to),
    unfollow: (from: string, to: string) => edges('DELETE', from, to),
    post: (event: CloudEvent) => call<EventReceipt>('/v1/events', { method: 'POST', body: event }),
    eventStatus: (id: string) => call<EventStatus>(`/v1/events/${encodeURIComponent(id)}`),
    /** Halts a fan-out, lets it go on, or ends it where it is. */
    steer: (id: string, to: Steering) =>
      call<Pick<EventStatus, 'id' | 'state'>>(`/v1/events/${encodeURIComponent(id)}/${to}`, { method: 'POST' }),
    /** Why each candidate of a member was or was not sent, newest first. */
    decisions: (member: string, cursor?: string) =>
      call<Page<TraceEntry> & { readonly kept: Kept }>(`${ofMember(member)}/decisions`, {
        query: { limit: 25, cursor },
      }),
  };
}
export type Producer = ReturnType<typeof createProducer>;

const ofMember = (member: string) => `/v1/members/${encodeURIComponent(member)}`;

/** A bulk answer of one line is all or nothing: its refusal becomes a problem. */
function whole(answer: Answer<BulkAnswer>): Answer<BulkAnswer> {
  const refusal = answer.ok ? answer.value.rejected[0] : undefined;
  if (!refusal) return answer;
  const problem = {
    type: 'urn:tower:problem:invalid-request',
    title: 'That was not accepted',
    status: 400,
    detail: refusal.errors.map((error) => `${error.path}: ${error.message}`).join('; '),
  };
  return { ok: false, problem };
}
