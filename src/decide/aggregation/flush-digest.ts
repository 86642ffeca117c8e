import type { Decision } from '../../contract/decision.ts';
import type { Case, Component } from '../component.ts';
import { type Decided, decideAll } from '../decide.ts';
import { interrupts } from '../interrupts.ts';
import type { MemberState } from '../member-state.ts';
import type { DigestRule } from './digest-rule.ts';
import { digestDue } from './digest-window.ts';

/** A row that waits in a digest: its case, `again.for` being `digest`, and how many windows it was carried over. */
export interface DigestItem {
  readonly of: Omit<Case, 'member'>;
  /** `numbers.carried` of the decision that holds it; 0 at first. */
  readonly carried: number;
}

/** What became of a digest: one decision for every item, in their order. */
export interface FlushedDigest {
  readonly decided: readonly Decided[];
  /** The item that rings for all of them; none when nothing does. */
  readonly carrier?: string;
  /** Ids of what the digest consists of, the best first. */
  readonly items: readonly string[];
  /** When all of it waits on: until then, ms since the epoch. */
  readonly until?: number;
}

/** Windows that a digest with too few items is carried over before it goes out all the same. */
const MOST_CARRIED = 3;

/**
 * Lets a digest out: what cannot ring any more (expired, muted, seen, turned off, silenced for good) leaves it with a
 * decision of its own; of the rest the best carries the digest and the others join it. For caps and quiet hours a
 * digest is one interruption, of its carrier: where that is held, all stay. With fewer items than `minimum` it is
 * carried over to the next window, three times at the most.
 *
 * `items` are all that wait in it, oldest first. Pure: nothing is recorded.
 */
export function flushDigest(
  pipeline: readonly Component[],
  member: MemberState,
  items: readonly DigestItem[],
  rule: DigestRule,
  now: number,
): FlushedDigest {
  // Each on its own: none of them uses up a cap before the others.
  const alone = items.flatMap(({ of }) => decideAll(pipeline, member, [{ ...of, now }]));
  const ranked = alone
    .filter(canRing)
    .toReversed()
    .sort((one, other) => utilityOf(other) - utilityOf(one));
  const [carrier] = ranked;
  if (!carrier) return { decided: alone, items: [] };

  const result = (settle: (each: Decided) => Decision) => ({
    decided: alone.map((each) => (canRing(each) ? { of: each.of, decision: settle(each) } : each)),
    items: ranked.map(idOf),
  });
  const carried = new Map(items.map(({ of, carried }) => [of.candidate.activity.id, carried]));
  const windows = Math.max(...ranked.map((each) => carried.get(idOf(each)) ?? 0));
  const count = ranked.length;

  if (count < rule.minimum && windows < MOST_CARRIED) {
    const until = digestDue(rule, now, now, now, member.timezone);
    return { ...result((each) => held(each, rule.key, until, { count, carried: windows + 1 })), until };
  }
  if (carrier.decision.outcome === 'hold') {
    const { until = now } = carrier.decision;
    const numbers = { count, ...(windows > 0 ? { carried: windows } : {}) };
    const waits = (each: Decided) => held(each, rule.key, until, numbers);
    const carries = { ...carrier.decision, numbers: { ...carrier.decision.numbers, ...numbers }, digest: rule.key };
    return { ...result((each) => (each === carrier ? carries : waits(each))), until };
  }
  const into = idOf(carrier);
  return { ...result((each) => (each === carrier ? rung(each, count) : joined(each, into, count))), carrier: into };
}

/** Rings now or later: the pipeline has not ended it. */
function canRing({ decision }: Decided): boolean {
  return decision.outcome === 'hold' || (decision.outcome === 'send' && interrupts(decision.channels));
}

/** Scored once, when it came; what was never scored is worth neither more nor less than nothing. */
function utilityOf({ of, decision }: Decided): number {
  return decision.numbers.utility ?? of.again?.numbers?.utility ?? 0;
}

function rung({ decision }: Decided, count: number): Decision {
  return { ...decision, by: 'digest', reason: 'digest', numbers: { ...decision.numbers, count } };
}

function joined(each: Decided, into: string, count: number): Decision {
  return { outcome: 'merge', ...silently(each, { count }), into };
}

function held(each: Decided, digest: string, until: number, numbers: Decision['numbers']): Decision {
  return { outcome: 'hold', ...silently(each, numbers), until, digest };
}

/** What is in the timeline stays there. */
function silently({ of, decision }: Decided, numbers: Decision['numbers']) {
  const shown = of.again?.shown === true || decision.channels.includes('in-app');
  return {
    by: 'digest',
    reason: 'digest',
    numbers: { ...decision.numbers, ...numbers },
    channels: shown ? ['in-app'] : [],
  } satisfies Partial<Decision>;
}

function idOf({ of }: Decided): string {
  return of.candidate.activity.id;
}
