import { type Answer, request } from './request.ts';

/** What `GET /demo.json` says: the tenant that may be played with, and its key. */
export interface Demo {
  readonly tenant: string;
  readonly key: string;
  /** Where one sees what would leave this machine. */
  readonly postOffice?: string;
}

/** The demo of this deployment, or undefined when it has none: a real one answers 404. */
export async function readDemo(base: string): Promise<Answer<Demo | undefined>> {
  const answer = await request<Demo>(base, '/demo.json');
  return !answer.ok && answer.problem.status === 404 ? { ok: true, value: undefined } : answer;
}

/** The tenant's public VAPID key, base64url. */
export const readVapidKey = (base: string, tenant: string): Promise<Answer<{ readonly publicKey: string }>> =>
  request(base, `/v1/tenants/${encodeURIComponent(tenant)}/vapid`);
