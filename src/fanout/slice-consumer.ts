import type { Way } from '../contract/activity.ts';
import type { BatchMessage, SliceMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { CENSUS_PARTITIONS, stubs } from '../platform/stubs.ts';
import { activityOf } from './activity-cache.ts';
import { boundingFor } from './bounding-for.ts';
import { cutBatches } from './cut-batches.ts';
import type { ReadPage } from './read-page.ts';

/** Members read at once from the audience. */
const PAGE = 1_000;
/** Pages cut by one message; then the slice goes on in a new one, behind whatever has queued up meanwhile. */
const MOST_PAGES = 20;
/** Objects asked by one message, about: a Worker may make so many calls and no more. */
const MOST_ASKED = 320;

/**
 * Consumer of `slice` messages: pages the slice's hash range of the audience, cuts the pages into batches, and sends
 * them. Those who need not be asked are left out. The ledger's cursor moves before the batches are sent, so a crash in between leaves them to its alarm.
 */
export async function consumeSlice(
  env: Environment,
  message: SliceMessage,
  readPage: ReadPage,
  now: number,
): Promise<void> {
  const { tenant, event, slice } = message;
  const of = stubs(env, tenant);
  const ledger = of.fanout(event);
  const [work, activity] = await Promise.all([ledger.slice(slice), activityOf(of, tenant, event)]);
  if (!work || !activity) return;
  // Whoever was offered it must hear of its recall, whatever is known of them by now.
  const bounding = work.recalls ? undefined : boundingFor(activity, work.ways, now);
  const queue = queueOf(env, work.lane);
  let { cursor } = work;
  const pages = pagesPerMessage(work.ways);
  for (let page = 0; page < pages; page++) {
    const read = await readPage(of, work.ways, work.range, cursor, PAGE, bounding);
    const { members, next, pruned = 0, learn = [] } = read;
    const cuts = cutBatches(members);
    const advanced = await ledger.advance(
      slice,
      cursor,
      cuts.map((cut) => ({ until: cut.until, size: cut.recipients.length })),
      next,
      pruned,
      now,
    );
    if (!advanced) return;
    await sendAll(
      queue,
      cuts.map(({ recipients }, index): BatchMessage => {
        const batch = advanced.ids[index] ?? '';
        return { kind: 'batch', tenant, event, batch, recipients, ...(learn.length > 0 ? { learn } : {}) };
      }),
    );
    await sendAll(
      queue,
      advanced.slices.map((each): SliceMessage => ({ ...message, slice: each })),
    );
    // At the end there is nothing to go on with; otherwise the ledger sends the slice again when there is room.
    if (!next || !advanced.goOn) return;
    cursor = next;
  }
  await queue.send(message);
}

/** A page of several ways asks every node, and for a predicate every partition of the census. */
function pagesPerMessage(ways: readonly Way[]): number {
  const nodes = ways.filter((way) => 'node' in way).length;
  const asked = Math.max(1, nodes + (ways.some((way) => 'where' in way) ? CENSUS_PARTITIONS : 0));
  return Math.max(1, Math.min(MOST_PAGES, Math.floor(MOST_ASKED / asked)));
}
