import { announce, isAwaited } from '../channels/webhook/announce.ts';
import { seenBy } from '../channels/webhook/happened.ts';
import { log, messageOf } from '../platform/log.ts';
import { type Ctx, objectsOf, ownObject } from './context.ts';

/** Entries of the timeline read at once. */
const PAGE = 200;

/**
 * Does what marks entries of the member's timeline, and tells the tenant's servers which of them were seen first by that.
 * They are read before, and only when a server wants to know. Two marks at once may both name an entry.
 */
export async function tellingSeen<Answer>(
  context: Ctx,
  isMarked: (notification: string) => boolean,
  mark: () => Promise<Answer>,
): Promise<Answer> {
  const now = Date.now();
  const of = objectsOf(context);
  const { tenant, member = '' } = context.var.caller;
  if (!(await isAwaited(of, tenant, 'notification.seen', now))) return mark();
  const unseen = await unseenOf(context);
  const answer = await mark();
  context.executionCtx.waitUntil(announce(context.env, of, tenant, seenBy(member, unseen.filter(isMarked), now), now));
  return answer;
}

/** Ids of what the member has not seen, newest first; what cannot be read is not told, and no reason not to mark it. */
async function unseenOf(context: Ctx): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    for (let cursor: string | undefined; ; ) {
      const query = { limit: PAGE, archived: 'exclude', ...(cursor === undefined ? {} : { cursor }) } as const;
      const { items, unseen, next } = await ownObject(context).timeline(query);
      found.push(...items.filter((item) => !item.seen).map(({ id }) => id));
      if (next === null || found.length >= unseen) return found;
      cursor = next;
    }
  } catch (error) {
    log('error', 'webhook.unannounced', { count: 1, reason: messageOf(error) });
    return found;
  }
}
