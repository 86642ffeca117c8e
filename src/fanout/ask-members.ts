import type { BatchRecipient } from '../contract/queue-message.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { paced } from '../platform/pace.ts';

/** Member objects asked at once by one consumer. */
const PARALLEL = 16;

/** What the members of a batch answered, in their order, and those who could not be asked. */
export interface Asked<Answer> {
  readonly answers: readonly Answer[];
  readonly failed: readonly BatchRecipient[];
}

/** Asks each member of a batch, at the pace of this machine; one whose object throws stops no other. */
export async function askMembers<Answer>(
  env: Pick<Environment, 'TOWER_PACE'>,
  { tenant, event, failure }: { readonly tenant: string; readonly event: string; readonly failure: string },
  recipients: readonly BatchRecipient[],
  ask: (recipient: BatchRecipient) => Promise<Answer>,
): Promise<Asked<Answer>> {
  const pace = paced(Number(env.TOWER_PACE));
  const asked = await bounded(recipients, PARALLEL, async (recipient) => {
    await pace();
    return ask(recipient);
  });
  const failed: BatchRecipient[] = [];
  const answers = asked.flatMap((answer, index) => {
    if (answer.status === 'fulfilled') return [answer.value];
    log('error', failure, { tenant, event, reason: messageOf(answer.reason) });
    failed.push(recipients[index] as BatchRecipient);
    return [];
  });
  return { answers, failed };
}
