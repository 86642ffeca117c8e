import { bounded } from '../platform/bounded.ts';
import { FEATURE_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { Retiring } from './retire.ts';
import { type Pace, sendRows } from './send-rows.ts';

/** Partitions asked at once. */
const PARALLEL = 2;
/** Times rows of a partition are looked for again because other pushes wrote to their members meanwhile. */
const ROUNDS = 5;

/**
 * Takes from members, and from the partitions, what a full push did not name; all of the dataset without a generation.
 * Answers how many rows are gone. Throws when some could not be taken away; then it may be done again.
 */
export async function retireRows(
  stubs: Stubs,
  dataset: string,
  generation: number | undefined,
  now: number,
  pace: Pace,
): Promise<number> {
  const partitions = Array.from({ length: FEATURE_PARTITIONS }, (_each, partition) => partition);
  const answers = await bounded(partitions, PARALLEL, (partition) =>
    retireIn(stubs, partition, dataset, generation, now, pace),
  );
  return answers.reduce((sum, each) => {
    if (each.status === 'rejected') throw each.reason;
    return sum + each.value;
  }, 0);
}

/** Forgets what full pushes of the dataset named; what cannot be reached forgets it with the next full push. */
export async function unnameRows(stubs: Stubs, dataset: string): Promise<void> {
  const partitions = Array.from({ length: FEATURE_PARTITIONS }, (_each, partition) => partition);
  await bounded(partitions, PARALLEL, (partition) => stubs.features(partition).unname(dataset));
}

async function retireIn(
  stubs: Stubs,
  partition: number,
  dataset: string,
  generation: number | undefined,
  now: number,
  pace: Pace,
): Promise<number> {
  let retired = 0;
  for (let round = 0; round < ROUNDS; round++) {
    let left = 0;
    let after: string | undefined = '';
    while (after !== undefined) {
      const page: Retiring = await stubs.features(partition).retire(dataset, generation, after, now);
      const { gone, missed } = await retirePage(stubs, partition, dataset, page, now, pace);
      retired += page.subjects + gone;
      left += missed;
      after = page.next;
    }
    if (left === 0) return retired;
  }
  throw new Error('rows of members could not all be retired: send the last request again');
}

async function retirePage(
  stubs: Stubs,
  partition: number,
  dataset: string,
  { ticket, members }: Retiring,
  now: number,
  pace: Pace,
): Promise<{ gone: number; missed: number }> {
  if (ticket === undefined) return { gone: 0, missed: 0 };
  const sendings = Object.entries(members).map(([member, targets]) => ({
    member,
    rows: targets.map((target) => ({ target, line: undefined })),
  }));
  const { held } = await sendRows(stubs, dataset, sendings, ticket, now, pace);
  await stubs.features(partition).confirm(ticket, held);
  const gone = held.reduce((sum, [member]) => sum + (members[member]?.length ?? 0), 0);
  return { gone, missed: sendings.length - held.length };
}
