import type { Activity } from '../contract/activity.ts';
import type { LearnTicket } from '../contract/bound.ts';
import type { BatchMessage, BatchRecipient, LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';
import { activityOf } from './activity-cache.ts';
import { boundingFor, type NodeBounding } from './bounding-for.ts';
import { type LearnBounds, learnNothing } from './learn-bounds.ts';
import { offerBatch } from './offer-batch.ts';
import { comparePlaces } from './place.ts';
import type { ReadPage } from './read-page.ts';
import { recallBatch } from './recall-batch.ts';
import type { BatchWork } from './work.ts';

/** Times that members who cannot be asked are tried before they are a dead letter. */
const MOST_ATTEMPTS = 5;
/** Seconds before the second try; each further one waits twice as long. */
const FIRST_PAUSE = 5;
/** Members read at once from the audience. */
const PAGE = 1_000;

/**
 * Consumer of `batch` messages: offers the activity to each member, or recalls it from them, and reports to the ledger.
 * The message is acked after that, so a crash repeats it: both are idempotent, and the ledger counts a try once. What
 * members say of their bounds goes to their audience; losing that only asks them again.
 */
export async function consumeBatch(
  env: Environment,
  message: BatchMessage,
  readPage: ReadPage,
  now: number,
  learnBounds: LearnBounds = learnNothing,
): Promise<void> {
  const { tenant, event, batch } = message;
  const of = stubs(env, tenant);
  const ledger = of.fanout(event);
  const [work, activity] = await Promise.all([ledger.batch(batch), activityOf(of, tenant, event)]);
  if (!work || !activity) return;
  const { recipients, learn, bounding } = await whomToAsk(of, message, work, activity, readPage, now);
  const bound = bounding && learn.length > 0 ? { node: bounding.node, key: bounding.key } : undefined;
  const { bounds, ...asked } = work.recalls
    ? { ...(await recallBatch(env, of, tenant, activity, recipients, now)), bounds: [] }
    : await offerBatch(env, of, tenant, activity, recipients, now, bound);
  const result = { attempt: work.attempt, ...asked };
  const giveUp = result.failed.length > 0 && work.attempt >= MOST_ATTEMPTS;
  if (giveUp) await writeDeadLetter(env, message, activity, result.failed.length);
  const again = await ledger.batchDone(batch, result, giveUp, now);
  const isRetry = ({ kind }: LaneMessage) => kind === 'batch';
  const queue = queueOf(env, activity.lane);
  await sendAll(queue, again.filter(isRetry), FIRST_PAUSE * 2 ** (work.attempt - 1));
  await sendAll(
    queue,
    again.filter((each) => !isRetry(each)),
  );
  if (bound && bounds.length > 0) await learnBounds(of, bound, learn, bounds);
}

/** Those whom a batch asks, and by what its audience learns from them. */
interface Asked {
  readonly recipients: readonly BatchRecipient[];
  readonly learn: readonly LearnTicket[];
  readonly bounding?: NodeBounding | undefined;
}

async function whomToAsk(
  of: Stubs,
  message: BatchMessage,
  work: BatchWork,
  activity: Activity,
  readPage: ReadPage,
  now: number,
): Promise<Asked> {
  // The ledger's own list comes first: a repeated message may carry everybody, of whom only some are left to ask.
  if (work.members) return { recipients: work.members, learn: [] };
  const { stretch, recalls } = work;
  // Whoever was offered it must hear of its recall, whatever is known of them by now.
  const bounding = stretch && !recalls ? boundingFor(activity, stretch.ways, now) : undefined;
  const { recipients, learn = [] } = message;
  if (recipients) return { recipients, learn, bounding };
  return stretch
    ? { ...(await readStretch(of, stretch, readPage, bounding)), bounding }
    : { recipients: [], learn: [] };
}

/** The recipients of a batch whose message was lost: its stretch of the audience, read again. */
async function readStretch(
  of: Stubs,
  { ways, after, until }: NonNullable<BatchWork['stretch']>,
  readPage: ReadPage,
  bounding: NodeBounding | undefined,
): Promise<Asked> {
  const recipients: BatchRecipient[] = [];
  const learn: LearnTicket[] = [];
  const range = { from: after.hash, to: until.hash };
  let cursor = after;
  for (;;) {
    const page = await readPage(of, ways, range, cursor, PAGE, bounding);
    learn.push(...(page.learn ?? []));
    for (const { hash, ...recipient } of page.members) {
      if (comparePlaces({ hash, member: recipient.member }, until) > 0) return { recipients, learn };
      recipients.push(recipient);
    }
    if (!page.next) return { recipients, learn };
    cursor = page.next;
  }
}

async function writeDeadLetter(
  env: Environment,
  { tenant, event, batch }: BatchMessage,
  { lane }: Activity,
  failed: number,
): Promise<void> {
  const message: BatchMessage = { kind: 'batch', tenant, event, batch };
  await env.DEAD.send({ kind: 'dead', reason: `${failed} members could not be asked`, lane, message });
}
