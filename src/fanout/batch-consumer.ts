import { readPage } from '../audience/read-page.ts';
import { dispatch } from '../channels/dispatch.ts';
import type { Activity } from '../contract/activity.ts';
import type { BatchMessage, BatchRecipient } from '../contract/queue-message.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { queueOf, sendAll } from '../platform/queues.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';
import { countBy } from '../platform/tally.ts';
import { activityOf } from './activity-cache.ts';
import { againOf } from './again.ts';
import type { BatchResult, BatchWork } from './fanout.ts';
import { paced } from './pace.ts';

/** Member objects asked at once by one consumer. */
const PARALLEL = 16;
/** Times that members who cannot be asked are tried before they are a dead letter. */
const MOST_ATTEMPTS = 5;
/** Seconds before the second try; each further one waits twice as long. */
const FIRST_PAUSE = 5;

/**
 * Consumer of `batch` messages: offers the activity to each member, sends what is due, and reports to the ledger.
 * The message is acked after that, so a crash repeats it: offers are idempotent, and the ledger counts a batch once.
 */
export async function consumeBatch(env: Environment, message: BatchMessage, now: number): Promise<void> {
  const { tenant, event, batch } = message;
  const of = stubs(env, tenant);
  const ledger = of.fanout(event);
  const [work, activity] = await Promise.all([ledger.batch(batch), activityOf(of, tenant, event)]);
  if (!work || !activity) return;
  const recipients = message.recipients ?? (await readRecipients(of, work));
  const result = await offerAll(env, of, tenant, activity, recipients, now);
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
  now: number,
): Promise<BatchResult> {
  const pace = paced(Number(env.TOWER_PACE));
  const answers = await bounded(recipients, PARALLEL, async ({ member, edges }) => {
    await pace();
    return of.member(member).offer([{ activity, ...(edges ? { edges } : {}) }], now, false);
  });
  const failed: string[] = [];
  const asked = answers.flatMap((answer, index) => {
    if (answer.status === 'fulfilled') return [answer.value];
    log('error', 'offer.failed', { tenant, event: activity.id, reason: messageOf(answer.reason) });
    failed.push(recipients[index]?.member ?? '');
    return [];
  });
  await dispatch(
    env,
    tenant,
    asked.flatMap((answer) => answer.due),
  );
  const decisions = asked.flatMap((answer) => answer.decisions);
  return {
    offered: decisions.length,
    decisions: countBy(decisions.map((each) => each.outcome)),
    reasons: countBy(decisions.map((each) => each.reason)),
    failed,
  };
}

/** The recipients of a batch whose message was lost: its list, or its stretch of the audience read again. */
async function readRecipients(of: Stubs, { members, stretch }: BatchWork): Promise<BatchRecipient[]> {
  if (members) return members.map((member) => ({ member }));
  if (!stretch) return [];
  const { node, until } = stretch;
  const recipients: BatchRecipient[] = [];
  let cursor = stretch.after ?? undefined;
  for (;;) {
    const page = await readPage(of, node, { from: 0, to: until.hash }, cursor, 1_000);
    for (const { member, hash, edges } of page.members) {
      if (hash > until.hash || (hash === until.hash && member > until.member)) return recipients;
      recipients.push({ member, edges });
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
) {
  const message: BatchMessage = { kind: 'batch', tenant, event, batch: againOf(batch) };
  await env.DEAD.send({ kind: 'dead', reason: `${failed} members could not be asked`, lane, message });
}
