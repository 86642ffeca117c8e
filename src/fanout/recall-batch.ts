import type { Activity } from '../contract/activity.ts';
import type { BatchRecipient } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import type { Stubs } from '../platform/stubs.ts';
import { askMembers } from './ask-members.ts';
import type { BatchResult } from './work.ts';

/** Asks each member of a batch to give an event back; whoever has not been offered it yet will not take it. */
export async function recallBatch(
  env: Environment,
  of: Stubs,
  tenant: string,
  { id, type }: Activity,
  recipients: readonly BatchRecipient[],
  now: number,
): Promise<Omit<BatchResult, 'attempt'>> {
  const about = { tenant, event: id, failure: 'recall.failed' };
  const { failed } = await askMembers(env, about, recipients, ({ member }) =>
    of.member(member).recall([{ event: id, type }], now),
  );
  return { offered: 0, decisions: {}, reasons: {}, failed };
}
