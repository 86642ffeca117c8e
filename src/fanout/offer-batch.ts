import { dispatch } from '../channels/dispatch.ts';
import type { Activity, BoundKey } from '../contract/activity.ts';
import type { BatchRecipient } from '../contract/queue-message.ts';
import type { OfferedBound } from '../member/offer.ts';
import { offerTo } from '../member/offer-to.ts';
import type { Environment } from '../platform/environment.ts';
import { jsonOnce } from '../platform/json-once.ts';
import type { Stubs } from '../platform/stubs.ts';
import { countBy } from '../platform/tally.ts';
import { countScores } from '../registry/calibration.ts';
import { askMembers } from './ask-members.ts';
import type { BatchResult } from './work.ts';

/** What came of offering, and the bounds that were asked for. */
export interface OfferedBatch extends Omit<BatchResult, 'attempt'> {
  readonly bounds: readonly OfferedBound[];
}

/** Offers an activity to each member of a batch, and sends what is due. With `bound` they also tell their bounds. */
export async function offerBatch(
  env: Environment,
  of: Stubs,
  tenant: string,
  activity: Activity,
  recipients: readonly BatchRecipient[],
  now: number,
  bound?: BoundKey,
): Promise<OfferedBatch> {
  const about = { tenant, event: activity.id, failure: 'offer.failed' };
  const text = jsonOnce(activity);
  const { answers, failed } = await askMembers(env, about, recipients, ({ member, edges }) =>
    offerTo(
      of.member(member),
      [{ activity: text, ...(edges ? { edges } : {}), ...(bound ? { bound } : {}) }],
      now,
      false,
    ),
  );
  await dispatch(
    env,
    tenant,
    answers.flatMap((answer) => answer.due),
  );
  const decisions = answers.flatMap((answer) => answer.decisions);
  await countScores(
    of,
    decisions.flatMap(({ scores }) => scores ?? []),
    now,
  );
  return {
    offered: decisions.length,
    decisions: countBy(decisions.map((each) => each.outcome)),
    reasons: countBy(decisions.map((each) => each.reason)),
    failed,
    bounds: answers.flatMap((answer) => answer.bounds ?? []),
  };
}
