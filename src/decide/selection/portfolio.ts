import type { Decision } from '../../contract/decision.ts';
import type { Case, Component } from '../component.ts';
import { countsAsInterruption, type Decided, decideAll, interruptionOf } from '../decide.ts';
import { afterInterruption, type MemberState } from '../member-state.ts';
import { DAY } from '../volume/rolling-cap.ts';
import { urgencyOf } from './deadline.ts';
import { diversityBeside, type Rung } from './diversity.ts';

/** A held candidate that could ring now, were it alone, and its place among the cases. */
interface Contender {
  readonly index: number;
  readonly alone: Decided;
  readonly utility: number;
  readonly urgency: number;
}

/**
 * A slot has opened: a member's held candidates compete for it. Answers one decision each, in the order of the cases.
 *
 * Each is first decided as if it were alone: what has expired, was seen, or is held for a reason of its own needs no
 * slot. The others are taken greedily by marginal utility (utility · diversity · urgency; the oldest first when several
 * are worth the same) and decided again with what has rung before them, so that the pipeline itself says when the budget
 * is spent. Those are held until the next slot, with reason `portfolio`: another one mattered more.
 *
 * The order of the cases does not matter; all of them are of one moment, and their ids differ. At most two walks a case.
 * Seed: the Air Traffic Controller sees all that is for a member at once; a budget filled greedily, as a knapsack is.
 */
export function compete(
  pipeline: readonly Component[],
  member: MemberState,
  cases: readonly Omit<Case, 'member'>[],
): Decided[] {
  const decided = cases.map((each) => decideOne(pipeline, member, each));
  const contenders = decided.flatMap((alone, index) =>
    countsAsInterruption(alone.of, alone.decision) ? [contender(alone, index)] : [],
  );
  if (contenders.length === 0) return decided;

  let current = member;
  let rung = rungToday(contenders, member);
  let ranking = rank(contenders, rung);
  for (let next = ranking.pop(); next !== undefined; next = ranking.pop()) {
    const { index, alone, marginal } = next;
    const now = current === member ? alone : decideOne(pipeline, current, alone.of);
    if (countsAsInterruption(now.of, now.decision)) {
      decided[index] = now;
      current = afterInterruption(current, interruptionOf(now.of, now.decision));
      rung = [...rung, now.of.candidate.activity];
      ranking = rank(ranking, rung);
    } else {
      decided[index] = { of: now.of, decision: passedOver(now.decision, marginal) };
    }
  }
  const contended = new Set(contenders.map(({ index }) => index));
  // What was held anyway waits for a slot that is still free after this round.
  return decided.map((each, index) =>
    each.decision.outcome === 'hold' && !contended.has(index) ? decideOne(pipeline, current, each.of) : each,
  );
}

function decideOne(pipeline: readonly Component[], member: MemberState, of: Omit<Case, 'member'>): Decided {
  const [decided] = decideAll(pipeline, member, [of]);
  if (!decided) throw new Error('A candidate left the pipeline without a decision');
  return decided;
}

function contender(alone: Decided, index: number): Contender {
  const utility = alone.decision.numbers.utility ?? alone.of.again?.numbers?.utility ?? 0;
  return { index, alone, utility, urgency: urgencyOf(alone) };
}

/** The content that rang in the last 24 hours. */
function rungToday(contenders: readonly Contender[], { past }: MemberState): readonly Rung[] {
  const now = Math.max(...contenders.map(({ alone }) => alone.of.now));
  return past.history.filter(({ interruptedAt }) => interruptedAt !== null && interruptedAt > now - DAY);
}

/** By marginal utility, the best last. */
function rank<Each extends Contender>(contenders: readonly Each[], rung: readonly Rung[]) {
  const diversity = diversityBeside(rung);
  return contenders
    .map((each) => {
      const factor = diversity(each.alone.of.candidate.activity) * each.urgency;
      // What is worth less than nothing must not gain by being more of the same.
      return { ...each, marginal: each.utility < 0 ? each.utility / factor : each.utility * factor };
    })
    .sort((one, other) => one.marginal - other.marginal || (idOf(one) < idOf(other) ? 1 : -1));
}

/** Ids are time-ordered: the lesser one is the older event. */
function idOf({ alone }: Contender): string {
  return alone.of.candidate.activity.id;
}

function passedOver(decision: Decision, marginal: number): Decision {
  if (decision.outcome !== 'hold') return decision;
  return { ...decision, by: 'portfolio', reason: 'portfolio', numbers: { ...decision.numbers, marginal } };
}
