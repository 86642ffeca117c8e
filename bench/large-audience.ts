import { setTimeout as sleep } from 'node:timers/promises';
import { membersPerSecond } from '../scripts/start/pace.ts';
import type { EventStatus } from '../src/contract/event.ts';
import type { Bench } from './section.ts';
import { freshNames } from './sections/offers.ts';
import { BENCH, type PaceOrder } from './worker/orders.ts';

/** Edges in one request. */
const EDGES = 5_000;
/** Open files of a live object, and the share of the limit a fan-out may take without a pace. */
const FILES_PER_OBJECT = 4;
const UNPACED_SHARE = 0.5;
/** Between two looks at the ledger, ms, and how long nothing may move. */
const LOOK = 200;
const PATIENCE = 90_000;

/** Loads the audience of a new node, of members nobody has ever named; `strengthOf` says how strong each edge is. */
export async function loadAudience(
  { tower }: Bench,
  size: number,
  strengthOf: (index: number) => number = () => 1,
): Promise<string> {
  const node = `node-${crypto.randomUUID()}`;
  const members = freshNames(size, size);
  for (let start = 0; start < size; start += EDGES) {
    const { rejected } = await tower.edges.put(
      members
        .slice(start, start + EDGES)
        .map((from, index) => ({ from, to: node, strength: strengthOf(start + index) })),
    );
    if (rejected.length > 0) throw new Error(`Edges were rejected: ${JSON.stringify(rejected[0])}`);
  }
  return node;
}

/** Looks at a fan-out until `until` holds of it; fails when nothing moves any more. */
export async function awaitFanout(
  { tower }: Bench,
  id: string,
  until: (status: EventStatus) => boolean,
): Promise<EventStatus> {
  let moved = 0;
  let movedAt = performance.now();
  for (;;) {
    const status = await tower.events.status(id);
    if (until(status)) return status;
    if (status.offered + status.pruned > moved) movedAt = performance.now();
    moved = status.offered + status.pruned;
    if (status.state === 'failed' || performance.now() - movedAt > PATIENCE) {
      throw new Error(`The fan-out does not end: ${JSON.stringify(status)}`);
    }
    await sleep(LOOK);
  }
}

/** Members a second: none where all fit the limit of open files at once, else what `npm start` sets. */
export function paceOf(size: number, openFiles: number | undefined): number {
  if (openFiles === undefined || size * FILES_PER_OBJECT <= openFiles * UNPACED_SHARE) return 0;
  return membersPerSecond(openFiles);
}

/** Sets the pace of the fan-outs from here on. */
export async function setPace({ load }: Bench, perSecond: number): Promise<void> {
  const order: PaceOrder = { perSecond };
  const { status, body } = await load.post({ path: `${BENCH}/pace`, headers: {}, body: JSON.stringify(order) });
  if (status !== 204) throw new Error(`The pace was not set: ${body.slice(0, 300)}`);
}
