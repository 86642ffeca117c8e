import { publishLifts } from '../audience/publish-lifts.ts';
import type { FeatureLine } from '../contract/features.ts';
import type { PushedRow } from '../member/put-features.ts';
import { bounded } from '../platform/bounded.ts';
import { messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import type { Held } from './confirm.ts';
import { hashOf } from './row-hash.ts';

/** Awaited before every call to a member; on one machine it keeps the objects that live at once within its open files. */
export type Pace = () => Promise<void>;

/** Calls to members under way at once, of one partition; a push works on two partitions at a time. */
const PARALLEL = 8;

/** Rows of one member that are to be sent; a line that is undefined takes its row away. */
export interface Sending {
  readonly member: string;
  readonly rows: readonly { readonly target: string; readonly line: FeatureLine | undefined }[];
}

/** What came of rows that were sent. */
export interface Sent {
  readonly held: readonly Held[];
  /** Members to whom a later push has written meanwhile. */
  readonly superseded: readonly string[];
  /** Why a member has not taken their rows, by member. */
  readonly failed: ReadonlyMap<string, string>;
}

/** Sends rows to members under a ticket: one call each, so many at once, at a pace. No member fails another. */
export async function sendRows(
  stubs: Stubs,
  dataset: string,
  sendings: readonly Sending[],
  ticket: number,
  now: number,
  pace: Pace,
): Promise<Sent> {
  const answers = await bounded(sendings, PARALLEL, async ({ member, rows }) => {
    await pace();
    const put = await stubs.member(member).putFeatures(dataset, rows.map(rowOf), ticket, now);
    // A row is kept for its producer only when audiences have heard what it may change.
    if (put.kind === 'put') await publishLifts(stubs, member, put.lifts, now);
    return put;
  });
  const held: Held[] = [];
  const superseded: string[] = [];
  const failed = new Map<string, string>();
  for (const [place, answer] of answers.entries()) {
    const sending = sendings[place];
    if (!sending) continue;
    const { member, rows } = sending;
    if (answer.status === 'rejected') failed.set(member, messageOf(answer.reason));
    else if (answer.value.kind === 'superseded') superseded.push(member);
    else if (answer.value.kind === 'full')
      failed.set(member, 'the member has features of as many datasets as are kept');
    else {
      const kept = rows.map(({ target, line }) => [target, line === undefined ? null : hashOf(line)] as const);
      const letGo = answer.value.letGo.map((target) => [target, null] as const);
      held.push([member, Object.fromEntries([...kept, ...letGo])]);
    }
  }
  return { held, superseded, failed };
}

function rowOf({ target, line }: Sending['rows'][number]): PushedRow {
  return {
    target,
    ...(line === undefined ? {} : { features: line.features }),
    ...(line?.strength === undefined ? {} : { strength: line.strength }),
  };
}
