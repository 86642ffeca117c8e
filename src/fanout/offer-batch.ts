import { dispatch } from '../channels/dispatch.ts';
import type { Activity } from '../contract/activity.ts';
import type { BatchRecipient } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import type { Stubs } from '../platform/stubs.ts';
import { countBy } from '../platform/tally.ts';
import { askMembers } from './ask-members.ts';
import type { BatchResult } from './work.ts';

/** Offers an activity to each member of a batch, and sends what is due. */
export async function offerBatch(
  env: Environment,
  of: Stubs,
  tenant: string,
  activity: Activity,
  recipients: readonly BatchRecipient[],
  now: number,
): Promise<Omit<BatchResult, 'attempt'>> {
  const about = { tenant, event: activity.id, failure: 'offer.failed' };
  const { answers, failed } = await askMembers(env, about, recipients, ({ member, edges }) =>
    of.member(member).offer([{ activity, ...(edges ? { edges } : {}) }], now, false),
  );
  await dispatch(
    env,
    tenant,
    answers.flatMap((answer) => answer.due),
  );
  const decisions = answers.flatMap((answer) => answer.decisions);
  return {
    offered: decisions.length,
    decisions: countBy(decisions.map((each) => each.outcome)),
    reasons: countBy(decisions.map((each) => each.reason)),
    failed,
  };
}
