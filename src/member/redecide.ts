import type { CandidateActivity } from '../contract/activity.ts';
import { decideAll } from '../decide/decide.ts';
import { pipeline } from '../decide/pipeline.ts';
import { LEASE } from './deliveries.ts';
import { outcomeOf } from './record.ts';
import type { Room } from './room.ts';
import type { NotificationRow } from './schema.ts';
import { isSeen } from './state.ts';

/**
 * Held work has come due: the decision is taken again with what is true now and overwrites the first one.
 * Answers whether there is something to deliver.
 */
export function redecide(room: Room, row: NotificationRow, now: number): boolean {
  const seen = row.shown && isSeen(row, room.facts.get('seen'), room.facts.get('read'));
  const [decided] = decideAll(pipeline, room.state.view(room.member, now), [
    {
      candidate: { activity: activityOf(row) },
      now,
      again: { shown: row.shown, seen: seen || row.archivedAt !== null },
    },
  ]);
  if (!decided) return false;
  const change = outcomeOf(room, decided, now, LEASE.queue);
  room.store.update(row.id, change);
  if (change.shown && !row.shown) room.live.show([{ ...row, ...change }]);
  return change.deliveries !== null;
}

function activityOf(row: NotificationRow): CandidateActivity {
  if (!row.policy) throw new Error('A held notification has lost its policy');
  return {
    id: row.id,
    type: row.type,
    content: row.content,
    policy: row.policy,
    ...(row.actor === null ? {} : { actor: row.actor }),
    ...(row.item === null ? {} : { item: row.item }),
    ...(row.expiresAt === null ? {} : { expiresAt: row.expiresAt }),
  };
}
