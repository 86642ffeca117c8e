import { type SuppressedAddress, type SuppressedChannel, suppressionKey } from '../contract/suppression.ts';
import { bounded } from '../platform/bounded.ts';
import { messageOf } from '../platform/log.ts';
import { censusPartition, type Stubs } from '../platform/stubs.ts';
import type { NewSuppression, SaidBy } from './suppressions-book.ts';
import type { SuppressionRow } from './suppressions-store.ts';

/** A line that could not be written; it may be sent again. */
export interface SuppressionFailure {
  /** Place among the lines. */
  readonly index: number;
  readonly reason: string;
}

/** Partitions called at once, and members told at once. */
const PARALLEL = 16;

/** The suppression of an address; undefined when it takes something. Throws when its partition cannot be reached. */
export async function isSuppressed(
  of: Stubs,
  channel: SuppressedChannel,
  address: string,
): Promise<SuppressionRow | undefined> {
  return await partitionOf(of, channel, address).suppression(channel, address);
}

/** Nothing is sent to these addresses any more. Idempotent; a partition that fails fails its own lines only. `now` in ms. */
export async function suppress(
  of: Stubs,
  lines: readonly NewSuppression[],
  by: SaidBy,
  now: number,
): Promise<SuppressionFailure[]> {
  return await byPartition(of, lines, (census, ofPartition) => census.suppress(ofPartition, by, now));
}

/**
 * These addresses take something again, and the members whose deliveries they had stopped are told so. Safe to repeat at
 * any point: an address is forgotten only when all have been told.
 */
export async function release(
  of: Stubs,
  lines: readonly SuppressedAddress[],
  by: SaidBy,
): Promise<SuppressionFailure[]> {
  return await byPartition(of, lines, async (census, ofPartition) => {
    const stopped = await census.beginRelease(ofPartition, by);
    const toTell = ofPartition.flatMap(({ channel }, index) =>
      (stopped[index] ?? []).map((each) => ({ channel, ...each })),
    );
    const told = await bounded(toTell, PARALLEL, ({ channel, member, address }) =>
      of.member(member).findAddress(channel, address),
    );
    if (told.some(({ status }) => status === 'rejected')) throw new Error('a member could not be told');
    await census.endRelease(ofPartition);
  });
}

type Partition = ReturnType<Stubs['census']>;

async function byPartition<Line extends SuppressedAddress>(
  of: Stubs,
  lines: readonly Line[],
  write: (census: Partition, lines: readonly Line[]) => Promise<unknown>,
): Promise<SuppressionFailure[]> {
  const placed = lines.map((line, index) => ({ line, index }));
  const groups = [...Map.groupBy(placed, ({ line }) => censusPartition(suppressionKey(line.channel, line.address)))];
  const answers = await bounded(groups, PARALLEL, ([partition, ofPartition]) =>
    write(
      of.census(partition),
      ofPartition.map(({ line }) => line),
    ),
  );
  return groups.flatMap(([, ofPartition], place) => {
    const answer = answers[place];
    if (answer?.status !== 'rejected') return [];
    return ofPartition.map(({ index }) => ({ index, reason: messageOf(answer.reason) }));
  });
}

function partitionOf(of: Stubs, channel: SuppressedChannel, address: string): Partition {
  return of.census(censusPartition(suppressionKey(channel, address)));
}
