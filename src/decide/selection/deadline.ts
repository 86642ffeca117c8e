import type { Case, Plan } from '../component.ts';
import type { Decided } from '../decide.ts';
import type { Interruption } from '../member-state.ts';
import { latestLimit, memberLimit } from '../volume/limits.ts';

/** What would be gone by the next slot is worth half as much again now: it has this one chance. */
const BOOST = 1.5;

/** The factor of a candidate's deadline: `BOOST` for one that expires before the next slot, 1 for all others. */
export function urgencyOf({ of, decision: { channels } }: Decided): number {
  const { expiresAt } = of.candidate.activity;
  if (expiresAt === undefined) return 1;
  const nextSlot = latestLimit(withoutRoom(of), { channels, numbers: {} } satisfies Plan)?.state.nextSlot ?? of.now;
  return expiresAt <= nextSlot ? BOOST : 1;
}

/** The case as it is once other types have taken all the room there is now: with spacing, that is one interruption. */
function withoutRoom(of: Case): Case {
  const { limit, state } = memberLimit(of);
  const room = of.candidate.activity.policy.spacing ? 1 : Math.max(0, limit - state.used);
  const other: Interruption = { at: of.now, type: '', channels: [] };
  const interruptions = [...of.member.interruptions, ...Array.from({ length: room }, () => other)];
  return { ...of, member: { ...of.member, interruptions } };
}
