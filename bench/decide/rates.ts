import type { Candidate } from '../../src/contract/activity.ts';
import { decideAll } from '../../src/decide/decide.ts';
import type { MemberState } from '../../src/decide/member-state.ts';
import { pipeline } from '../../src/decide/pipeline.ts';
import { afterOneMore, memberWith, NOW } from './member.ts';

/** What is decided, and for whom. */
export interface Workload {
  readonly candidateOf: (sequence: number) => Candidate;
  /** Notifications of the history. */
  readonly history: number;
  /** The history gets one more notification before each decision, instead of staying the same list. */
  readonly grows: boolean;
}

/** A second, of the best round. */
export interface Rates {
  readonly decisions: number;
  /** `JSON.parse` of the same candidates: what reading one costs on this machine. */
  readonly parses: number;
}

/** Decisions of a round. Those of a growing history keep as many lists, and are fewer. */
const ROUND = 2_000;
const GROWING_ROUND = 300;

/**
 * Decisions a second, each of a candidate of its own, as a Worker hands it over: nothing of it is known from the one
 * before. Parsing and deciding take turns, and the best round of each counts: what else the machine does only adds.
 */
export function decisionRates({ candidateOf, history, grows }: Workload, rounds: number): Rates {
  const size = grows ? GROWING_ROUND : ROUND;
  const texts = Array.from({ length: size }, (_, sequence) => JSON.stringify(candidateOf(sequence)));
  let member = memberWith(history);
  let [decisions, parses] = [0, 0];
  for (let round = 0; round < rounds; round++) {
    let candidates: readonly Candidate[] = [];
    const parsing = timed(() => {
      candidates = texts.map((text) => JSON.parse(text) as Candidate);
    });
    const members = candidates.map((_, index) => {
      if (grows) member = afterOneMore(member, round * size + index);
      return member;
    });
    const deciding = timed(() => decideEach(candidates, members));
    // The first rounds are slow: the engine has yet to see what is worth compiling.
    parses = Math.max(parses, size / parsing);
    decisions = Math.max(decisions, size / deciding);
  }
  return { decisions, parses };
}

function decideEach(candidates: readonly Candidate[], members: readonly MemberState[]): void {
  candidates.forEach((candidate, index) => {
    const member = members[index];
    const [decided] = member ? decideAll(pipeline, member, [{ candidate, now: NOW + index }]) : [];
    const reason = decided?.decision.reason;
    // Rings, or would have but for the cap of its type: both have gone most of the way.
    if (reason !== 'interrupt' && reason !== 'type-cap') throw new Error(`It was decided otherwise: ${reason}`);
  });
}

/** s */
function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}
