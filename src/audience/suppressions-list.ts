import { SuppressedChannel } from '../contract/suppression.ts';
import { CENSUS_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { SuppressionRow } from './suppressions-store.ts';

/** Partition, then channel and address of the last one read in it. */
const CURSOR = /^(\d{1,3})\/(?:([a-z]+):(.*))?$/u;

/**
 * Suppressed addresses of the tenant, each once, up to `limit`, of one channel or of all, in an order that stays: by
 * partition, then by channel and address. `next` is absent after the last.
 */
export async function listSuppressions(
  of: Stubs,
  channel: SuppressedChannel | undefined,
  cursor: string | undefined,
  limit: number,
): Promise<{ rows: SuppressionRow[]; next: string | undefined }> {
  let { partition, after } = parse(cursor ?? '0/') ?? { partition: CENSUS_PARTITIONS, after: undefined };
  const rows: SuppressionRow[] = [];
  while (partition < CENSUS_PARTITIONS && rows.length < limit) {
    // One more than asked for tells whether the partition goes on.
    const wanted = limit - rows.length;
    const found = await of.census(partition).suppressions(after, channel, wanted + 1);
    rows.push(...found.slice(0, wanted));
    const last = rows.at(-1);
    if (found.length > wanted && last) return { rows, next: `${partition}/${last.channel}:${last.address}` };
    partition++;
    after = undefined;
  }
  return { rows, next: partition < CENSUS_PARTITIONS ? `${partition}/` : undefined };
}

/** Whether a text is a cursor that `listSuppressions` has given. */
export function isSuppressionCursor(cursor: string): boolean {
  return parse(cursor) !== undefined;
}

interface Place {
  partition: number;
  after: { readonly channel: SuppressedChannel; readonly address: string } | undefined;
}

function parse(cursor: string): Place | undefined {
  const [, partition, channel, address] = CURSOR.exec(cursor) ?? [];
  if (partition === undefined || Number(partition) >= CENSUS_PARTITIONS) return undefined;
  if (channel === undefined || address === undefined) return { partition: Number(partition), after: undefined };
  const known = SuppressedChannel.safeParse(channel);
  return known.success ? { partition: Number(partition), after: { channel: known.data, address } } : undefined;
}
