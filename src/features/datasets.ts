import type { DatasetEntry, DatasetView } from '../contract/features.ts';
import { toInstant } from '../contract/identifier.ts';
import { bounded } from '../platform/bounded.ts';
import { FEATURE_PARTITIONS, type Stubs } from '../platform/stubs.ts';
import type { DatasetRow } from './dataset-rows.ts';
import { retireRows, unnameRows } from './retire-rows.ts';
import type { Pace } from './send-rows.ts';

/** Partitions asked at once. */
const PARALLEL = 16;

/** The datasets of a tenant, by name. */
export async function listDatasets(stubs: Stubs, now: number): Promise<DatasetEntry[]> {
  return (await stubs.features(0).datasets()).map((row) => entryOf(row, now));
}

/** A dataset and how much of it there is; undefined when it is not known. Throws when a partition cannot be asked. */
export async function readDataset(stubs: Stubs, name: string, now: number): Promise<DatasetView | undefined> {
  const row = await stubs.features(0).dataset(name);
  if (!row) return undefined;
  const partitions = Array.from({ length: FEATURE_PARTITIONS }, (_each, partition) => partition);
  const sizes = await bounded(partitions, PARALLEL, (partition) => stubs.features(partition).size(name));
  const total = { members: 0, rows: 0, subjects: 0 };
  for (const size of sizes) {
    if (size.status === 'rejected') throw size.reason;
    total.members += size.value.members;
    total.rows += size.value.rows;
    total.subjects += size.value.subjects;
  }
  return { ...entryOf(row, now), ...total };
}

/**
 * Takes all rows of a dataset away and strikes it from the book; false when it is not known. Throws when some could not
 * be taken away; then it may be done again.
 */
export async function removeDataset(stubs: Stubs, name: string, now: number, pace: Pace): Promise<boolean> {
  if (!(await stubs.features(0).dataset(name))) return false;
  await retireRows(stubs, name, undefined, now, pace);
  await unnameRows(stubs, name);
  return stubs.features(0).drop(name);
}

function entryOf({ name, version, updatedAt }: DatasetRow, now: number): DatasetEntry {
  return {
    dataset: name,
    version,
    updatedAt: updatedAt === null ? null : toInstant(updatedAt),
    age: updatedAt === null ? null : Math.max(0, Math.floor((now - updatedAt) / 1_000)),
  };
}
