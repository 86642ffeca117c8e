import { takeFanoutRows } from '../fan-out-rows.ts';
import { awaitFewObjects } from '../idle.ts';
import { awaitFanout, loadAudience, paceOf, setPace } from '../large-audience.ts';
import { atLeast, atMost, type Row, rate } from '../report.ts';
import { cpuTime, watchPeak } from '../runtime-process.ts';
import type { Bench, Section } from '../section.ts';
import type { FanoutRowsAnswer } from '../worker/orders.ts';
import type { RowCount } from '../worker/row-meter.ts';

/** Edges of the node, and one in so many of them is strong enough for a post to be worth anything. */
const AUDIENCE = 100_000;
const ONE_IN = 20;
/** Share of the audience that may be asked, and how much faster than asking everybody it has to be. */
const MOST_ASKED = 0.06;
const LEAST_GAIN = 10;

const MODEL = 'bench.reach';
const TYPE = 'bench.bounded';

/** What a post costs to a node whose followers hardly ever can reach its type's floor, once that has been learned. */
export const bounded: Section = {
  name: 'bounded',
  isLong: true,
  run: async (bench) => {
    const size = bench.quick ? 2_000 : AUDIENCE;
    await bench.tower.models.put(MODEL, {
      kind: 'logistic',
      open: { intercept: -4, weights: { 'edge.strength': 6, 'type.opened.30d': 0.5, 'item.quality': 1 } },
    });
    await bench.tower.types.put(TYPE, {
      class: 'content',
      audience: { of: 'actor' },
      model: MODEL,
      floor: 0.5,
      channels: ['in-app'],
      template: { title: '{{actor}} published a post' },
    });
    bench.say(`an audience of ${thousands(size)}`);
    const node = await loadAudience(bench, size, (index) => (index % ONE_IN === 0 ? 1 : 0.1));
    const pace = paceOf(size, bench.openFiles);
    await setPace(bench, pace);
    const all = await post(bench, 'asking everybody', node, false);
    const noted = await post(bench, 'noted', node, true);
    const learned = await post(bench, 'learned', node, true);
    const pruned = await post(bench, 'pruned', node, true);
    return rowsOf(size, pace, { all, noted, learned, pruned });
  },
};

/** What one fan-out took. */
interface Run {
  readonly perSecond: number;
  readonly offered: number;
  readonly pruned: number;
  readonly sent: number;
  /** Processor time of the runtime, s. */
  readonly processor: number | undefined;
  readonly memory: number | undefined;
  readonly rows: FanoutRowsAnswer;
}

async function post(bench: Bench, what: string, node: string, isBounded: boolean): Promise<Run> {
  const { tower, server } = bench;
  await bench.set({ boundedFanout: isBounded });
  await awaitFewObjects(server.runtime);
  bench.say(`a post, ${what}`);
  await takeFanoutRows(bench);
  const stopWatching = watchPeak(server.runtime);
  const [usedBefore, startedAt] = [cpuTime(server.runtime), performance.now()];
  const { id } = await tower.events.post({
    id: crypto.randomUUID(),
    source: 'bench',
    type: TYPE,
    data: { actor: node, item: { id: crypto.randomUUID(), url: 'https://example.com/1', features: { quality: 0.5 } } },
  });
  const { considered, offered, pruned, decisions } = await awaitFanout(bench, id, ({ state }) => state === 'done');
  const perSecond = (considered / (performance.now() - startedAt)) * 1_000;
  const used = cpuTime(server.runtime);
  return {
    perSecond,
    offered,
    pruned,
    sent: decisions.send,
    processor: used === undefined || usedBefore === undefined ? undefined : used - usedBefore,
    memory: stopWatching()?.memory,
    rows: await takeFanoutRows(bench),
  };
}

function rowsOf(
  size: number,
  pace: number,
  { all, noted, learned, pruned }: Record<'all' | 'noted' | 'learned' | 'pruned', Run>,
): Row[] {
  if (pruned.sent !== all.sent) throw new Error(`With bounds ${pruned.sent} were sent to, without them ${all.sent}`);
  const asked = pruned.offered / size;
  const gain = pruned.perSecond / all.perSecond;
  const how = `${thousands(size)} edges, 1 in ${ONE_IN} can reach the floor; pace ${pace === 0 ? 'none' : `${pace}/s`}`;
  return [
    {
      name: 'bounded, members asked',
      product: `${(100 * asked).toFixed(1)} %`,
      floor: '100.0 %',
      ratio: asked.toFixed(2),
      aim: atMost(asked, MOST_ASKED),
      note: `${how}; ${thousands(pruned.sent)} sent with bounds and without`,
    },
    {
      name: 'bounded, considered',
      product: rate(pruned.perSecond),
      floor: rate(all.perSecond),
      ratio: `${gain.toFixed(1)}×`,
      aim: atLeast(gain, LEAST_GAIN),
      note: `floor: the same post with bounds off${byProcessor(all, pruned)}`,
    },
    rowCosts('bounded, rows of a post', pruned, size),
    rowCosts('bounded, rows while it learns', learned, size),
    rowCosts('bounded, rows when first noted', noted, size),
    rowCosts('bounded, rows with bounds off', all, size),
  ];
}

/** Rows of shards and ledger for each that was considered; the members' own are in the section `rows`. */
function rowCosts(name: string, { rows: { audience, ledger }, memory }: Run, size: number): Row {
  const each = (count: number) => (count / size).toFixed(4);
  const words = ({ written, read }: RowCount) => `${each(written)} written, ${each(read)} read`;
  return {
    name,
    product: `${each(audience.written + ledger.written)} written, ${each(audience.read + ledger.read)} read`,
    floor: '',
    ratio: '',
    note: `for each considered; shards ${words(audience)}; ledger ${words(ledger)}; peak ${memory === undefined ? 'not known' : `${Math.round(memory)} MB`}`,
  };
}

function byProcessor(all: Run, pruned: Run): string {
  if (all.processor === undefined || pruned.processor === undefined) return '';
  return `; by processor time ${(all.processor / pruned.processor).toFixed(1)}×`;
}

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}
