import type { Activity } from '../contract/activity.ts';
import type { EventStatus } from '../contract/event.ts';
import { recallEnded, recallFanout } from '../fanout/recall.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { isEventId } from '../platform/event-id.ts';
import { log, messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import { audienceShape } from './audience-shape.ts';
import { MOST_DIRECT } from './direct.ts';
import { loadEvents, logOf } from './log-client.ts';
import type { LoggedEvent } from './logged-event.ts';

type Lanes = Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>;

/** Member objects asked at once by one request. */
const PARALLEL = 32;

/** An event that is withdrawn, and where that stands in the words of its status: `done` when everybody was asked. */
export type Recalled = Pick<EventStatus, 'id' | 'state'>;

/**
 * Withdraws an event: out of timelines, held work and digests; undefined for one that the tenant does not have.
 * Idempotent. What was fanned out is recalled by its ledger, and should that be forgotten, from its audience of now.
 * Members who were named one by one are asked here; those who cannot be asked now are a small fan-out of their own.
 */
export async function recallEvent(env: Lanes, of: Stubs, id: string, now: number): Promise<Recalled | undefined> {
  if (!isEventId(id)) return undefined;
  const [row] = await loadEvents(of, [id]);
  if (row?.id !== id) return undefined;
  const state = (await recallFanout(env, of, id, now)) ?? (await recallWithoutLedger(env, of, row, now));
  // Only now: that it is marked and has no ledger means that its recall has ended.
  if (row.recalledAt === null) await (await logOf(of, row.hash)).recall(row.hash, now);
  return { id, state };
}

async function recallWithoutLedger(env: Lanes, of: Stubs, row: LoggedEvent, now: number): Promise<Recalled['state']> {
  if (row.recalledAt !== null) return row.state;
  const { activity, recipients, audience, offered, decisions, reasons } = row;
  if (recipients.kind === 'list' && recipients.members.length <= MOST_DIRECT) {
    const members = await recallDirect(of, activity, recipients.members, now);
    if (members.length === 0) return 'done';
    const rest = { activity, recipients: { kind: 'list', members }, audience, slices: [] } as const;
    return recallEnded(env, of, rest, now);
  }
  const { size, slices } = await audienceShape(of, recipients);
  const counts = { offered, decisions, reasons };
  const ended = { activity, recipients, audience: Math.max(audience, size), slices, counts };
  return recallEnded(env, of, ended, now);
}

/** Asks members to give an event back, and answers those who could not be asked: they stop nobody else. */
async function recallDirect(
  of: Stubs,
  { id, type }: Activity,
  members: readonly string[],
  now: number,
): Promise<string[]> {
  const answers = await bounded(members, PARALLEL, (member) => of.member(member).recall([{ event: id, type }], now));
  return answers.flatMap((answer, index) => {
    if (answer.status === 'fulfilled') return [];
    log('error', 'recall.failed', { event: id, reason: messageOf(answer.reason) });
    return members[index] ?? [];
  });
}
