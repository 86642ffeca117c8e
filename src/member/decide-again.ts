import type { CandidateActivity } from '../contract/activity.ts';
import type { Again, Case } from '../decide/component.ts';
import { type Decided, decideAll } from '../decide/decide.ts';
import type { MemberState } from '../decide/member-state.ts';
import { pipeline } from '../decide/pipeline.ts';
import { isSeen } from './marks.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';

/** Decides a row once more, with what is true now. Records nothing. */
export function decideAgain(room: Room, row: NotificationRow, now: number, why: Why): Decided {
  const member = room.state.view(room.member, now);
  // A reminder is one interruption more; what is about to go out, or goes on elsewhere, is still the same one.
  return decide(why.for === 'reminder' ? member : withoutOwn(member, row), caseAgain(room, row, now, why));
}

/** Decides whether devices may be told of a row without ringing: as if nothing had rung, since no cap is about that. */
export function decideQuietly(room: Room, row: NotificationRow, now: number): Decided {
  const member = room.state.view(room.member, now);
  return decide({ ...member, interruptions: [] }, caseAgain(room, row, now, { for: 'delivery' }));
}

function decide(member: MemberState, of: Omit<Case, 'member'>): Decided {
  const [decided] = decideAll(pipeline, member, [of]);
  if (!decided) throw new Error('A candidate left the pipeline without a decision');
  return decided;
}

/** Why something is decided again, and of which channels. */
export type Why = Pick<Again, 'for' | 'channels'>;

/** A row as the pipeline looks at it again. */
export function caseAgain(room: Room, row: NotificationRow, now: number, why: Why): Omit<Case, 'member'> {
  const seen = row.shown && isSeen(row, room.facts.get('seen'), room.facts.get('read'));
  const { numbers, model, beside } = row.decision;
  const again = {
    ...why,
    shown: row.shown,
    seen: seen || row.archivedAt !== null,
    numbers,
    ...(model === undefined ? {} : { model }),
    ...(beside === undefined ? {} : { beside }),
  };
  return { candidate: { activity: activityOf(row) }, now, again };
}

/** A row that counts as an interruption already must not stand in its own way. */
function withoutOwn(member: MemberState, { interruptedAt, type }: NotificationRow): MemberState {
  const own = member.interruptions.findIndex((each) => each.at === interruptedAt && each.type === type);
  return own < 0 ? member : { ...member, interruptions: member.interruptions.toSpliced(own, 1) };
}

function activityOf(row: NotificationRow): CandidateActivity {
  if (!row.policy) throw new Error('A notification that is decided again has lost its policy');
  return {
    id: row.id,
    type: row.type,
    content: row.content,
    policy: row.policy,
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.item === null ? {} : { item: row.item }),
    ...(row.thread === null ? {} : { thread: row.thread }),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
  };
}
