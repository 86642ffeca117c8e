/// <reference types="@cloudflare/vitest-plugin/types" />
import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { env } from 'cloudflare:workers';
import { vi } from 'vitest';
import type { Candidate, CandidateActivity, OfferedCandidate } from '../../src/contract/activity.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { DeliverMessage } from '../../src/contract/queue-message.ts';
import type { Member } from '../../src/member/member.ts';
import type { StoredDevice } from '../../src/member/schema.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { eventId } from '../../src/platform/event-id.ts';
import { objectName } from '../../src/platform/names.ts';
import { activityOf } from '../decide/cases.ts';

export const bindings = env as unknown as Environment;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** Noon of a day long after every run of these tests: no alarm fires by itself, each fires when a test says so. */
export const NOON = Date.UTC(2050, 5, 15, 12);

export type MemberStub = DurableObjectStub<Member>;

/** A member whom no other test has touched. */
export function freshMember(): MemberStub {
  return bindings.MEMBER.getByName(objectName(`tenant-${crypto.randomUUID()}`, 'bob'));
}

/** The id of an event that happened at a moment; the number tells it from others of the same moment. */
export function idAt(at: number, number = 0): string {
  return eventId(at, String(number).padStart(16, '0'));
}

/** An activity of an event at a moment: content for the timeline and for devices. */
export function activityAt(
  at: number,
  policy: Partial<Policy> = {},
  change: Partial<CandidateActivity> = {},
): CandidateActivity {
  return activityOf({ id: idAt(at), ...change }, policy);
}

/** The same, as it is offered to one recipient. */
export function candidateAt(
  at: number,
  policy: Partial<Policy> = {},
  change: Partial<CandidateActivity> = {},
): OfferedCandidate {
  return offered({ activity: activityAt(at, policy, change) });
}

/** A candidate as it crosses to its member. */
export function offered(candidate: Candidate): OfferedCandidate {
  return { ...candidate, activity: JSON.stringify(candidate.activity) };
}

/** A browser; the number tells it from others. */
export function browser(number: number, createdAt = NOON): StoredDevice {
  const address = { endpoint: `https://push.example.com/${number}`, p256dh: 'key', auth: 'secret' };
  return {
    id: `browser-${number}`,
    kind: 'web-push',
    address,
    host: 'push.example.com',
    form: 'desktop',
    app: null,
    createdAt,
  };
}

export const TIMELINE_ONLY: Partial<Policy> = { channels: ['in-app'] };
export const TRANSACTIONAL: Partial<Policy> = { class: 'transactional' };

/** The clock shows a moment and the alarm fires; gives what went to the deliver queue, and whether there was an alarm. */
export async function ringAt(member: MemberStub, now: number, send?: (message: DeliverMessage) => Promise<unknown>) {
  const sent: DeliverMessage[] = [];
  const clock = vi.spyOn(Date, 'now').mockReturnValue(now);
  const errors = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const restore = await withQueue(member, send ?? ((message) => Promise.resolve(sent.push(message))));
  try {
    const fired = await runDurableObjectAlarm(member);
    return { fired, sent: sent.flatMap((message) => message.notifications), errors: errors.mock.calls.length };
  } finally {
    await restore();
    errors.mockRestore();
    clock.mockRestore();
  }
}

/** When the object will wake, ms since the epoch. */
export function armedAt(member: MemberStub): Promise<number | null> {
  return runInDurableObject(member, (_instance: Member, state) => state.storage.getAlarm());
}

/** Rows of a statement, straight from the member's database. */
export function rowsOf<Row extends Record<string, SqlStorageValue>>(member: MemberStub, query: string): Promise<Row[]> {
  return runInDurableObject(member, (_instance: Member, state) => state.storage.sql.exec<Row>(query).toArray());
}

/** Puts a queue of the test's own into the object, and gives back what takes it out again. */
async function withQueue(member: MemberStub, send: (message: DeliverMessage) => Promise<unknown>) {
  const swap = (queue: unknown) =>
    runInDurableObject(member, (instance: Member) => {
      const holder = instance as unknown as { env: object };
      holder.env = { ...holder.env, DELIVER: queue };
    });
  await swap({ send });
  return () => swap(bindings.DELIVER);
}
