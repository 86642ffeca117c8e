import type { BoundKey, Candidate } from '../contract/activity.ts';
import type { Bound } from '../contract/bound.ts';
import type { Decision, Outcome, Reason } from '../contract/decision.ts';
import type { Delivery } from '../contract/delivery.ts';
import { type Decided, decideAll } from '../decide/decide.ts';
import { pipeline } from '../decide/pipeline.ts';
import { memberBound } from '../decide/score/member-bound.ts';
import { publish } from './bounds.ts';
import { dueDeliveries, LEASE } from './deliveries.ts';
import { updateLater } from './follow-up.ts';
import { recordRow } from './record.ts';
import { pruneHistory } from './retention.ts';
import type { Room } from './room.ts';
import type { DroppedEntry, NotificationRow } from './schema.ts';
import { stillDue } from './take.ts';

/** The decision of one candidate, as its sender hears it. */
export interface OfferDecision {
  readonly event: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  /** Of one that lives and was scored by models just now: one, or the two of a trial. */
  readonly scores?: readonly Score[];
}

/** The model (`name@version`) and how likely it says that the member opens a notification, 0..1. */
export interface Score {
  readonly model: string;
  readonly pOpen: number;
}

/** A bound that an audience has asked for. */
export interface OfferedBound extends Bound, BoundKey {
  readonly member: string;
}

/** What an offer answers: one decision a candidate, in their order, and the deliveries due now. */
export interface OfferAnswer {
  readonly decisions: readonly OfferDecision[];
  readonly due: readonly Delivery[];
  /** Of candidates that ask for it and were scored just now, as far as there is one. */
  readonly bounds?: readonly OfferedBound[];
}

/**
 * Decides candidates of this member, records, and gives back what is due now; it sends nothing.
 *
 * Idempotent by event id: a repeat gets the decision it got before, and again whatever is not settled.
 * `lease` says that nobody will repeat this call when its caller dies: the alarm then hands what is unsettled after
 * `LEASE` to the deliver queue. Runs in one synchronous transaction.
 */
export function offer(room: Room, candidates: readonly Candidate[], now: number, lease: boolean): OfferAnswer {
  const decided = new Map<string, Decision>();
  const repeated = new Map<string, NotificationRow>();
  const fresh = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const { id } = candidate.activity;
    const row = room.state.mayKnow(id) ? room.store.notification(id) : undefined;
    const before = row?.decision ?? room.ring.get(id);
    if (row) repeated.set(id, row);
    if (before) decided.set(id, before);
    else fresh.set(id, candidate);
  }

  const dropped: DroppedEntry[] = [];
  const added: NotificationRow[] = [];
  const scores = new Map<string, readonly Score[]>();
  const bounds: OfferedBound[] = [];
  for (const each of decideFresh(room, [...fresh.values()], now)) {
    const { id, type } = each.of.candidate.activity;
    decided.set(id, each.decision);
    const scored = scoresOf(each.decision);
    if (scored.length > 0 && each.decision.outcome !== 'drop') scores.set(id, scored);
    if (each.decision.outcome === 'drop') dropped.push({ event: id, type, decision: each.decision });
    else {
      const row = recordRow(room, each, now, lease);
      room.store.insert(row);
      room.state.added(row);
      added.push(row);
    }
    if (scored.length > 0) bounds.push(...boundOf(room, each, now));
  }
  if (dropped.length > 0) room.ring.add(dropped, now);
  if (added.length > 0) {
    const changed = leadsOf(room, added, now);
    pruneHistory(room, now);
    room.alarm.wakeBy(wakeFor(added, now));
    room.live.show([...added, ...changed]);
  }

  return {
    decisions: candidates.map(({ activity: { id } }) => {
      const decision = decided.get(id);
      if (!decision) throw new Error('A candidate left the pipeline without a decision');
      const scored = scores.get(id);
      return { event: id, outcome: decision.outcome, reason: decision.reason, ...(scored ? { scores: scored } : {}) };
    }),
    due: [
      ...[...repeated.values()].flatMap((row) => stillDue(room, row, now)),
      ...added.flatMap((row) => dueDeliveries(room, row, now)),
    ],
    ...(bounds.length > 0 ? { bounds } : {}),
  };
}

/** What models said of a decision: the one that it was taken by, and the one that was tried beside it. */
export function scoresOf({ model, beside, numbers }: Decision): Score[] {
  const { pOpen, pOpenChallenger, pOpenChampion = pOpenChallenger } = numbers;
  return [
    ...(model === undefined || pOpen === undefined ? [] : [{ model, pOpen }]),
    ...(beside === undefined || pOpenChampion === undefined ? [] : [{ model: beside, pOpen: pOpenChampion }]),
  ];
}

function boundOf(room: Room, { of }: Decided, now: number): OfferedBound[] {
  const { bound: asked } = of.candidate;
  const bound = asked && memberBound(of);
  return bound ? [{ member: room.member, ...asked, ...publish(room, asked, bound, now) }] : [];
}

/** What has been joined by new rows: its entry has changed, and devices that show it are told later. */
function leadsOf(room: Room, added: readonly NotificationRow[], now: number): NotificationRow[] {
  const ids = new Set(added.flatMap(({ mergedInto }) => mergedInto ?? []));
  return [...ids].flatMap((id) => {
    const lead = room.store.notification(id);
    if (lead) updateLater(room, lead, now);
    return lead ?? [];
  });
}

function decideFresh(room: Room, candidates: readonly Candidate[], now: number): Decided[] {
  return decideAll(
    pipeline,
    room.state.view(room.member, now),
    candidates.map((candidate) => ({ candidate, now })),
  );
}

/** The earliest work of new rows; with none, the end of their keeping, so that an idle member is cleaned up too. */
function wakeFor(rows: readonly NotificationRow[], now: number): number {
  const due = rows.flatMap((row) => (row.dueAt === null ? [] : [row.dueAt]));
  return due.length > 0 ? Math.min(...due) : now + LEASE.keep;
}
