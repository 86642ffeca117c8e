import type { FeatureLine } from '../contract/features.ts';
import { bounded } from '../platform/bounded.ts';
import { messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import { distinctRows, type FeatureFailure, failuresOf, type Piece, piecesOf, type RowLine } from './feature-lines.ts';
import { retireRows, unnameRows } from './retire-rows.ts';
import { hashOf, textOf } from './row-hash.ts';
import { type Pace, type Sending, sendRows } from './send-rows.ts';

/** One request of a push. */
export interface PushRequest {
  readonly dataset: string;
  readonly lines: readonly FeatureLine[];
  /** The full push that it belongs to; absent of a delta. */
  readonly full?: FullPush;
  /** ms since the epoch */
  readonly now: number;
}

/** A full push, by the id that its requests share. */
export interface FullPush {
  readonly id: string;
  /** Nothing follows: what was not named goes. */
  readonly last: boolean;
}

/** What came of a request, in rows; `version` is that of the dataset. */
export interface PushAnswer {
  readonly kind: 'pushed';
  readonly failures: readonly FeatureFailure[];
  readonly version: number;
  readonly written: number;
  readonly unchanged: number;
  readonly retired: number;
}

/** Times rows of a member are sent while other pushes of the dataset write to the same member. */
const ATTEMPTS = 5;
/** Partitions worked on at once. */
const PARTITIONS = 2;

type Counts = Pick<PushAnswer, 'written' | 'unchanged' | 'retired'>;
interface Outcome {
  readonly counts: Counts;
  readonly failures: readonly FeatureFailure[];
}

/**
 * Keeps the rows of a push, any number of them: those of members in the members' own objects, of which only those are
 * woken of whom something is other than before. Idempotent; of several lines for one row the last counts. The lines that
 * fail may be sent again; the others are durable. `pace` is awaited before every call to a member.
 *
 * The last request of a full push ends it only when no line of it fails. Refuses with `replaced` when another full push has begun meanwhile, and with `nothing` a full push that names no row.
 * Throws when rows that were not named could not all be retired: the last request may be sent again.
 */
export async function pushFeatures(
  stubs: Stubs,
  { dataset, lines, full, now }: PushRequest,
  pace: Pace,
): Promise<PushAnswer | { readonly kind: 'replaced' | 'nothing' }> {
  if (full?.last && lines.length === 0 && (await isNew(stubs, dataset, full.id))) return { kind: 'nothing' };
  const book = stubs.features(0);
  const opened = await book.open(dataset, full?.id, now);
  if (opened.kind === 'replaced') return opened;
  const generation = opened.kind === 'open' ? opened.generation : undefined;

  const byPartition = [...Map.groupBy(piecesOf(distinctRows(lines)), ({ partition }) => partition).values()];
  const outcomes = await bounded(byPartition, PARTITIONS, async (pieces) => {
    const done: Outcome[] = [];
    // One after the other: two may have rows of the same member.
    for (const piece of pieces) done.push(await pushPiece(stubs, dataset, generation, piece, now, pace));
    return done;
  });
  const done = outcomes.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const broken = outcomes.find((each) => each.status === 'rejected');
  if (broken) throw broken.reason;
  const failures = done.flatMap((each) => each.failures);
  let counts = sumOf(done.map((each) => each.counts));
  // What was not kept may not have been named either: nothing ends, and the request may be sent again.
  const isWhole = opened.kind === 'open' && (!full || (full.last && failures.length === 0));
  if (isWhole && generation !== undefined) {
    counts = sumOf([counts, { ...NONE, retired: await retireRows(stubs, dataset, generation, now, pace) }]);
  }
  const version = isWhole ? await book.end(dataset, full?.id, now) : ((await book.dataset(dataset))?.version ?? 0);
  // Only now: a last request that dies before that finds the names again.
  if (isWhole && full) await unnameRows(stubs, dataset);
  return { kind: 'pushed', failures, version, ...counts };
}

const NONE: Counts = { written: 0, unchanged: 0, retired: 0 };

async function isNew(stubs: Stubs, dataset: string, push: string): Promise<boolean> {
  const row = await stubs.features(0).dataset(dataset);
  return row?.push !== push && !row?.past.some((each) => each.push === push);
}

/** The rows of one partition: again for members to whom another push has written meanwhile. */
async function pushPiece(
  stubs: Stubs,
  dataset: string,
  generation: number | undefined,
  piece: Piece,
  now: number,
  pace: Pace,
): Promise<Outcome> {
  const done: Outcome[] = [];
  let pending = piece;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { outcome, superseded } = await tryPiece(stubs, dataset, generation, pending, now, pace);
    done.push(outcome);
    const members = new Map([...pending.members].filter(([member]) => superseded.has(member)));
    pending = { ...piece, members, subjects: [] };
    if (members.size === 0) break;
  }
  const left = failuresOf([...pending.members.values()].flat(), 'other pushes write to the member at the same time');
  return {
    counts: sumOf(done.map(({ counts }) => counts)),
    failures: [...done.flatMap((each) => each.failures), ...left],
  };
}

async function tryPiece(
  stubs: Stubs,
  dataset: string,
  generation: number | undefined,
  { partition, members, subjects }: Piece,
  now: number,
  pace: Pace,
): Promise<{ readonly outcome: Outcome; readonly superseded: ReadonlySet<string> }> {
  const of = stubs.features(partition);
  const compared = await of
    .compare(
      {
        dataset,
        ...(generation === undefined ? {} : { generation }),
        members: [...members].map(([member, rows]) => [member, rows.map(({ target, line }) => [target, hashOf(line)])]),
        subjects: subjects.map(({ target, line }) => [target, textOf(line.features) ?? null]),
      },
      now,
    )
    .catch((error: unknown) => messageOf(error));
  if (typeof compared === 'string') {
    const all = [...subjects, ...[...members.values()].flat()];
    return { outcome: { counts: NONE, failures: failuresOf(all, compared) }, superseded: new Set() };
  }
  const { ticket, changed, unchanged, written, retired } = compared;
  const counts = { written, unchanged, retired };
  if (ticket === undefined) return { outcome: { counts, failures: [] }, superseded: new Set() };

  const changedRows = new Map(
    Object.entries(changed).map(([member, targets]) => {
      const wanted = new Set(targets);
      return [member, (members.get(member) ?? []).filter(({ target }) => wanted.has(target))] as const;
    }),
  );
  const sendings = [...changedRows].map(([member, rows]): Sending => ({ member, rows: rows.map(sendingOf) }));
  const sent = await sendRows(stubs, dataset, sendings, ticket, now, pace);
  await of.confirm(ticket, sent.held);
  const taken = sent.held.flatMap(([member]) => changedRows.get(member) ?? []);
  const gone = taken.filter(({ line }) => hashOf(line) === null).length;
  const outcome = {
    counts: { written: written + taken.length - gone, unchanged, retired: retired + gone },
    failures: [...sent.failed].flatMap(([member, reason]) => failuresOf(changedRows.get(member) ?? [], reason)),
  };
  return { outcome, superseded: new Set(sent.superseded) };
}

function sendingOf({ target, line }: RowLine): Sending['rows'][number] {
  return { target, line: hashOf(line) === null ? undefined : line };
}

function sumOf(all: readonly Counts[]): Counts {
  return all.reduce(
    (sum, each) => ({
      written: sum.written + each.written,
      unchanged: sum.unchanged + each.unchanged,
      retired: sum.retired + each.retired,
    }),
    NONE,
  );
}
