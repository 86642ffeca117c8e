import { awaitFewObjects } from '../idle.ts';
import { awaitFanout, loadAudience, paceOf, setPace } from '../large-audience.ts';
import { type Row, rate } from '../report.ts';
import { cpuTime, type ProcessState, watchPeak } from '../runtime-process.ts';
import type { Bench, Section } from '../section.ts';
import { call, freshNames } from './offers.ts';

/** Members whose first touch by bare objects is the floor. */
const FLOOR = 500;
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
  const node = await loadAudience(bench, size);
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

async function fanOutOnce(bench: Bench, node: string, size: number): Promise<Run> {
  const { tower, server } = bench;
  const stopWatching = watchPeak(server.runtime);
  const usedBefore = cpuTime(server.runtime);
  const startedAt = performance.now();
  const { id } = await tower.events.post({
    id: crypto.randomUUID(),
    source: 'bench',
    type: 'bench.post',
    data: { actor: node, item: { id: 'post-1', url: 'https://example.com/posts/1' } },
  });
  try {
    const status = await awaitFanout(bench, id, ({ state }) => state === 'done');
    const perSecond = (size / (performance.now() - startedAt)) * 1_000;
    const used = cpuTime(server.runtime);
    if (status.decisions.send !== size) throw new Error(`Not everybody was reached: ${JSON.stringify(status)}`);
    const known = used !== undefined && usedBefore !== undefined;
    const processor = known ? ((used - usedBefore) / size) * 1_000 : undefined;
    return { perSecond, peak: stopWatching(), processor };
  } finally {
    stopWatching();
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

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}
