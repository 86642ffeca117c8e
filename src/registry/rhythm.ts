import { objectName } from '../platform/names.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';

/** Hours of a week, Monday 00:00 first. */
const WEEK_HOURS = 168;
/** How long an isolate goes on with what it read of a tenant's rhythm, ms: it changes over weeks. */
const FRESH_FOR = 3_600_000;
/** What is counted here is written when it is this much, or this old (ms): a row a minute at the most. */
const MOST_WAITING = 100;
const WRITE_EVERY = 60_000;

const rhythms = isolateCache<readonly number[]>(FRESH_FOR, 1_000);
const waiting = new Map<string, { readonly counts: number[]; total: number; readonly since: number }>();

/** Responses of all members of a tenant by the hour of their local week; undefined while nothing is known. */
export function rhythmOf(stubs: Stubs, tenant: string, now: number): Promise<readonly number[] | undefined> {
  return rhythms.get(objectName(tenant), now, () => stubs.tenant().rhythm());
}

/**
 * Counts responses by the hour of the week they were at. They wait in this isolate for company; what is lost with it is
 * missed by no member, for a rhythm is made of thousands.
 */
export async function countResponses(
  stubs: Stubs,
  tenant: string,
  hours: readonly number[],
  now: number,
): Promise<void> {
  if (hours.length === 0) return;
  const name = objectName(tenant);
  const kept = waiting.get(name) ?? { counts: new Array<number>(WEEK_HOURS).fill(0), total: 0, since: now };
  for (const hour of hours) kept.counts[hour] = (kept.counts[hour] ?? 0) + 1;
  kept.total += hours.length;
  waiting.set(name, kept);
  if (kept.total < MOST_WAITING && now - kept.since < WRITE_EVERY) return;
  waiting.delete(name);
  await stubs.tenant().addResponses(kept.counts, now);
}
