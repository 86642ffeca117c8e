import type { Activity, Recipients } from '../contract/activity.ts';
import type { Delivery } from '../contract/delivery.ts';
import { startFanout } from '../fanout/start.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import { audienceShape } from './audience-shape.ts';
import { type DirectActivity, MOST_DIRECT, offerDirect } from './direct.ts';
import { logOf } from './log-client.ts';
import type { EventResult } from './logged-event.ts';

/** Fan-outs started at once by one request. */
const PARALLEL = 8;

/** An accepted event that its recipients have not been asked about yet. */
export interface Work {
  readonly activity: Activity;
  readonly recipients: Recipients;
}

/** What has come of the work so far. */
export interface WorkAnswer {
  /** Of the events whose recipients were asked here and now. */
  readonly results: readonly EventResult[];
  /** What they want sent now. */
  readonly due: readonly Delivery[];
  /** Ids of events that have to be offered again: a member could not be asked, or a fan-out not be started. */
  readonly unfinished: readonly string[];
}

/**
 * Sets accepted events going: the recipients of a short list are asked at once, a longer list and an audience are
 * fanned out. One that fails stops no other. `lease` as in `Member.offer`.
 */
export async function startWork(
  env: Environment,
  of: Stubs,
  work: readonly Work[],
  now: number,
  lease: boolean,
): Promise<WorkAnswer> {
  const direct: DirectActivity[] = [];
  const fannedOut: Work[] = [];
  for (const { activity, recipients } of work) {
    if (recipients.kind === 'list' && recipients.members.length <= MOST_DIRECT) {
      direct.push({ activity, members: recipients.members });
    } else fannedOut.push({ activity, recipients });
  }
  const started = await bounded(fannedOut, PARALLEL, async ({ activity, recipients }) => {
    const shape = await audienceShape(of, recipients);
    const hash = await startFanout(env, of, activity, recipients, shape, now);
    await (await logOf(of, hash)).fanningOut(hash, shape.size);
  });
  const notStarted = started.flatMap((answer, index) => {
    if (answer.status === 'fulfilled') return [];
    log('error', 'fanout.start.failed', { reason: messageOf(answer.reason) });
    return fannedOut[index]?.activity.id ?? [];
  });
  const { results, due, unfinished } = await offerDirect(of, direct, now, lease);
  return { results, due, unfinished: [...notStarted, ...unfinished] };
}
