import { setTimeout as sleep } from 'node:timers/promises';
import { membersPerSecond } from '../../scripts/start/pace.ts';
import { awaitFewObjects } from '../idle.ts';
import { type Row, rate } from '../report.ts';
import { cpuTime, type ProcessState, watchPeak } from '../runtime-process.ts';
import type { Bench, Section } from '../section.ts';
import { BENCH, type PaceOrder } from '../worker/orders.ts';
import { call, freshNames } from './offers.ts';

/** Edges in one request. */
const EDGES = 5_000;
/** Members whose first touch by bare objects is the floor. */
const FLOOR = 500;
/** Open files of a live object, and the share of the limit a fan-out may take without a pace. */
const FILES_PER_OBJECT = 4;
const UNPACED_SHARE = 0.5;
/** Between two looks at the ledger, ms, and how long nothing may move. */
const LOOK = 200;
const PATIENCE = 90_000;

/** Members a second of a fan-out from one event to an audience of brand-new members, one run each. */
export const fanOut: Section = {
  name: 'fan-out',
  run: async (bench) => {
    await bench.tower.types.put('bench.post', {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} published a post' },
    });
    const result: Row[] = [];
    for (const size of bench.quick ? [1_000] : [1_000, 10_000, 20_000]) result.push(...(await measure(bench, size)));
    return result;
  },
};

async function measure(bench: Bench, size: number): Promise<Row[]> {
  const { server, openFiles, say } = bench;
  const pace = paceOf(size, openFiles);
  await setPace(bench, pace);
  say(`fan-out to ${size} members: loading edges`);
  const node = `node-${crypto.randomUUID()}`;
  const members = freshNames(size, size);
  for (let start = 0; start < size; start += EDGES) {
    const { rejected } = await bench.tower.edges.put(
      members.slice(start, start + EDGES).map((from) => ({ from, to: node })),
    );
    if (rejected.length > 0) throw new Error(`Edges were rejected: ${JSON.stringify(rejected[0])}`);
  }
  await awaitFewObjects(server.runtime);
  const floorFrom = performance.now();
  const floor = ((await call(bench, 'bare', freshNames(FLOOR, 0))) / (performance.now() - floorFrom)) * 1_000;
  await awaitFewObjects(server.runtime);
  say(`fan-out to ${size} members: ${pace === 0 ? 'unpaced' : `${pace}/s`}`);
  const first = await fanOutOnce(bench, node, size);
  const rows = [row(`fan-out to ${thousands(size)} new members`, first, floor, pace)];
  // Their objects are still live only when nothing had to be evicted meanwhile.
  if (pace === 0) {
    const again = await fanOutOnce(bench, node, size);
    rows.push(row(`fan-out to the same ${thousands(size)}, warm`, again, floor, pace));
  }
  return rows;
}

interface Run {
  readonly perSecond: number;
  /** Processor time of the runtime for a member, ms. */
  readonly processor: number | undefined;
  readonly peak: ProcessState | undefined;
}

async function fanOutOnce({ tower, server }: Bench, node: string, size: number): Promise<Run> {
  const stopWatching = watchPeak(server.runtime);
  const usedBefore = cpuTime(server.runtime);
  const startedAt = performance.now();
  const { id } = await tower.events.post({
    id: crypto.randomUUID(),
    source: 'bench',
    type: 'bench.post',
    data: { actor: node, item: { id: 'post-1', url: 'https://example.com/posts/1' } },
  });
  let offered = 0;
  let movedAt = performance.now();
  for (;;) {
    const status = await tower.events.status(id);
    if (status.state === 'done') {
      const perSecond = (size / (performance.now() - startedAt)) * 1_000;
      const used = cpuTime(server.runtime);
      const peak = stopWatching();
      if (status.decisions.send !== size) throw new Error(`Not everybody was reached: ${JSON.stringify(status)}`);
      const known = used !== undefined && usedBefore !== undefined;
      return { perSecond, peak, processor: known ? ((used - usedBefore) / size) * 1_000 : undefined };
    }
    if (status.offered > offered) movedAt = performance.now();
    offered = status.offered;
    if (status.state === 'failed' || performance.now() - movedAt > PATIENCE) {
      stopWatching();
      throw new Error(`The fan-out does not end: ${JSON.stringify(status)}`);
    }
    await sleep(LOOK);
  }
}

function row(name: string, { perSecond, peak, processor }: Run, floor: number, pace: number): Row {
  const spent = processor === undefined ? [] : [`${processor.toFixed(1)} ms processor time a member`];
  const held =
    peak === undefined
      ? 'memory not known here'
      : `peak ${Math.round(peak.memory)} MB, ${thousands(peak.objects)} live objects, ${thousands(peak.openFiles)} open files`;
  return {
    name,
    product: rate(perSecond),
    floor: rate(floor),
    ratio: (perSecond / floor).toFixed(2),
    note: [`pace ${pace === 0 ? 'none' : `${pace}/s`}`, ...spent, held].join('; '),
  };
}

/** None where all members fit the limit of open files at once, else what `npm start` sets. */
function paceOf(size: number, openFiles: number | undefined): number {
  if (openFiles === undefined || size * FILES_PER_OBJECT <= openFiles * UNPACED_SHARE) return 0;
  return membersPerSecond(openFiles);
}

async function setPace({ load }: Bench, perSecond: number): Promise<void> {
  const order: PaceOrder = { perSecond };
  const { status, body } = await load.post({ path: `${BENCH}/pace`, headers: {}, body: JSON.stringify(order) });
  if (status !== 204) throw new Error(`The pace was not set: ${body.slice(0, 300)}`);
}

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}
