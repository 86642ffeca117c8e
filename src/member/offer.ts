import type { BoundKey, Candidate } from '../contract/activity.ts';
import type { Bound } from '../contract/bound.ts';
import type { Decision, Outcome, Reason } from '../contract/decision.ts';
import type { Delivery } from '../contract/delivery.ts';
import { type Decided, decideAll } from '../decide/decide.ts';
import { pipeline } from '../decide/pipeline.ts';
import { memberBound } from '../decide/score/member-bound.ts';
import { publish } from './bounds.ts';
import { dueDeliveries } from './deliveries.ts';
import { keep } from './keep.ts';
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
 * `LEASE` to the deliver queue.
 *
 * Synchronous, but not one transaction: each candidate is recorded wholly or not at all, in one row. When it throws, the
 * caller offers all of them again: those that are recorded get their decision, the others are decided. Scores and bounds
 * of those recorded are not answered again: models are measured by fewer, and an audience without a bound asks.
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
  const all = decideFresh(room, [...fresh.values()], now);
  for (const each of all) {
    const { id, type } = each.of.candidate.activity;
    decided.set(id, each.decision);
    const scored = scoresOf(each.decision);
    if (scored.length > 0 && each.decision.outcome !== 'drop') scores.set(id, scored);
    if (each.decision.outcome === 'drop') dropped.push({ event: id, type, decision: each.decision });
    else added.push(recordRow(room, each, now, lease, added));
  }

  // All is decided: from here on it is written. Bounds first: whose row is there is not scored again.
  const bounds = all.flatMap((each) => boundOf(room, each, now));
  if (dropped.length > 0) room.ring.add(dropped, now);
  if (added.length > 0) keep(room, added, now);
  // What was kept by a call that failed after it may not have been made room for.
  else if (repeated.size > 0) pruneHistory(room, now);

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

function boundOf(room: Room, { of, decision }: Decided, now: number): OfferedBound[] {
  const { bound: asked } = of.candidate;
  const bound = asked && scoresOf(decision).length > 0 ? memberBound(of) : undefined;
  return asked && bound ? [{ member: room.member, ...asked, ...publish(room, asked, bound, now) }] : [];
}

function decideFresh(room: Room, candidates: readonly Candidate[], now: number): Decided[] {
  return decideAll(
    pipeline,
    room.state.view(room.member, now),
    candidates.map((candidate) => ({ candidate, now })),
  );
}
