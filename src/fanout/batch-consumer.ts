import type { Activity } from '../contract/activity.ts';
import type { BatchMessage, BatchRecipient } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';
import { activityOf } from './activity-cache.ts';
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
 * The message is acked after that, so a crash repeats it: both are idempotent, and the ledger counts a try once.
 */
export async function consumeBatch(
  env: Environment,
  message: BatchMessage,
  readPage: ReadPage,
  now: number,
): Promise<void> {
  const { tenant, event, batch } = message;
  const of = stubs(env, tenant);
  const ledger = of.fanout(event);
  const [work, activity] = await Promise.all([ledger.batch(batch), activityOf(of, tenant, event)]);
  if (!work || !activity) return;
  // The ledger's own list comes first: a repeated message may carry everybody, of whom only some are left to ask.
  const recipients = work.members ?? message.recipients ?? (await readStretch(of, work, readPage));
  const ask = work.recalls ? recallBatch : offerBatch;
  const result = { attempt: work.attempt, ...(await ask(env, of, tenant, activity, recipients, now)) };
  const giveUp = result.failed.length > 0 && work.attempt >= MOST_ATTEMPTS;
  if (giveUp) await writeDeadLetter(env, message, activity, result.failed.length);
  const again = await ledger.batchDone(batch, result, giveUp, now);
  await sendAll(queueOf(env, activity.lane), again, FIRST_PAUSE * 2 ** (work.attempt - 1));
}

/** The recipients of a batch whose message was lost: its stretch of the audience, read again. */
async function readStretch(of: Stubs, { stretch }: BatchWork, readPage: ReadPage): Promise<BatchRecipient[]> {
  if (!stretch) return [];
  const { ways, after, until } = stretch;
  const recipients: BatchRecipient[] = [];
  const range = { from: after.hash, to: until.hash };
  let cursor = after;
  for (;;) {
    const page = await readPage(of, ways, range, cursor, PAGE);
    for (const { hash, ...recipient } of page.members) {
      if (comparePlaces({ hash, member: recipient.member }, until) > 0) return recipients;
      recipients.push(recipient);
    }
    if (!page.next) return recipients;
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
