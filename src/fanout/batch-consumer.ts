import { dispatch } from '../channels/dispatch.ts';
import type { Activity } from '../contract/activity.ts';
import type { BatchMessage, BatchRecipient } from '../contract/queue-message.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { paced } from '../platform/pace.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';
import { countBy } from '../platform/tally.ts';
import { activityOf } from './activity-cache.ts';
import type { ReadPage } from './read-page.ts';
import type { BatchResult, BatchWork } from './work.ts';

/** Member objects asked at once by one consumer. */
const PARALLEL = 16;
/** Times that members who cannot be asked are tried before they are a dead letter. */
const MOST_ATTEMPTS = 5;
/** Seconds before the second try; each further one waits twice as long. */
const FIRST_PAUSE = 5;
/** Members read at once from the audience. */
const PAGE = 1_000;

/**
 * Consumer of `batch` messages: offers the activity to each member, sends what is due, and reports to the ledger.
 * The message is acked after that, so a crash repeats it: offers are idempotent, and the ledger counts a try once.
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
  const result = await offerAll(env, of, tenant, activity, recipients, work.attempt, now);
  const giveUp = result.failed.length > 0 && work.attempt >= MOST_ATTEMPTS;
  if (giveUp) await writeDeadLetter(env, message, activity, result.failed.length);
  const again = await ledger.batchDone(batch, result, giveUp, now);
  await sendAll(queueOf(env, activity.lane), again, FIRST_PAUSE * 2 ** (work.attempt - 1));
}

async function offerAll(
  env: Environment,
  of: Stubs,
  tenant: string,
  activity: Activity,
  recipients: readonly BatchRecipient[],
  attempt: number,
  now: number,
): Promise<BatchResult> {
  const pace = paced(Number(env.TOWER_PACE));
  const answers = await bounded(recipients, PARALLEL, async ({ member, edges }) => {
    await pace();
    return of.member(member).offer([{ activity, ...(edges ? { edges } : {}) }], now, false);
  });
  const failed: BatchRecipient[] = [];
  const asked = answers.flatMap((answer, index) => {
    if (answer.status === 'fulfilled') return [answer.value];
    log('error', 'offer.failed', { tenant, event: activity.id, reason: messageOf(answer.reason) });
    failed.push(recipients[index] as BatchRecipient);
    return [];
  });
  await dispatch(
    env,
    tenant,
    asked.flatMap((answer) => answer.due),
  );
  const decisions = asked.flatMap((answer) => answer.decisions);
  return {
    attempt,
    offered: decisions.length,
    decisions: countBy(decisions.map((each) => each.outcome)),
    reasons: countBy(decisions.map((each) => each.reason)),
    failed,
  };
}

/** The recipients of a batch whose message was lost: its stretch of the audience, read again. */
async function readStretch(of: Stubs, { stretch }: BatchWork, readPage: ReadPage): Promise<BatchRecipient[]> {
  if (!stretch) return [];
  const { node, until } = stretch;
  const recipients: BatchRecipient[] = [];
  const range = { from: stretch.after?.hash ?? 0, to: until.hash };
  let cursor = stretch.after ?? undefined;
  for (;;) {
    const page = await readPage(of, node, range, cursor, PAGE);
    for (const { hash, ...recipient } of page.members) {
      if (hash === until.hash && recipient.member > until.member) return recipients;
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
