import { setTimeout as sleep } from 'node:timers/promises';
import { type Comparison, inPairs } from '../pairs.ts';
import { type Row, rate } from '../report.ts';
import type { Bench, Section } from '../section.ts';
import { BENCH } from '../worker/orders.ts';

/** Edges in one request. */
const EDGES = 5_000;
/** Nodes of a request whose edges go to many. */
const NODES = 100;
/** Edges of the node that grows, and the shards that it grows to. */
const LARGE = 100_000;
const SHARDS = 64;
/** Members of a push of features, and rows of each. */
const READERS = 500;
const TOPICS = 10;
/** Between two looks at a growing audience, ms, and the longest that it may take. */
const LOOK = 50;
const PATIENCE = 120_000;

/** How fast edges and features are loaded, and that no edge is lost while the audience it goes to grows. */
export const graph: Section = {
  name: 'graph',
  run: async (bench) => {
    const pairs = bench.quick ? 3 : 9;
    bench.say('edges to one node');
    const one = await compare(bench, pairs, 1);
    bench.say('edges to many nodes');
    const many = await compare(bench, pairs, NODES);
    return [
      loaded('edges to one node', one, `${EDGES} in a request`),
      loaded('edges to many nodes', many, `${EDGES} in a request, ${NODES} nodes`),
      await growth(bench),
      ...(await features(bench, pairs)),
    ];
  },
};

function compare(bench: Bench, pairs: number, nodes: number): Promise<Comparison> {
  return inPairs(
    pairs,
    () => load(bench, 'POST', `${BENCH}/lines`, nodes),
    () => load(bench, 'PUT', '/v1/edges', nodes),
    bench.server.runtime,
  );
}

/** Edges of members and to nodes that are new, so that every line is a row. */
async function load({ load, key }: Bench, method: 'POST' | 'PUT', path: string, nodes: number): Promise<number> {
  const run = crypto.randomUUID();
  const lines = Array.from({ length: EDGES }, (_each, index) =>
    JSON.stringify({ from: `fan-${run}-${index}`, to: `node-${run}-${index % nodes}` }),
  );
  const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}` };
  const { status, body } = await load.post({ method, path, headers, body: lines.join('\n') });
  const { accepted } = JSON.parse(body) as { accepted: number };
  if (status !== 200 || accepted !== EDGES) throw new Error(`The edges were not taken: ${body.slice(0, 300)}`);
  return EDGES;
}

function loaded(name: string, { product, floor, ratio, spread }: Comparison, how: string): Row {
  const note = `quartiles ${spread.map((each) => each.toFixed(2)).join('–')}; ${how}; each is kept twice, by node and by member; floor: one object, one statement`;
  return { name, product: rate(product), floor: rate(floor), ratio: ratio.toFixed(2), note };
}

/** Pushes of the same members again and again: with other numbers each time, and with the same. */
async function features(bench: Bench, pairs: number): Promise<Row[]> {
  bench.say('pushes of features');
  let push = 0;
  const run = async (method: 'POST' | 'PUT', path: string, number: number) => {
    const lines = Array.from({ length: READERS * TOPICS }, (_each, index) =>
      JSON.stringify({
        from: `${index}`,
        member: `reader-${index % READERS}`,
        entity: `topic-${Math.floor(index / READERS)}`,
        features: { read: number },
      }),
    ).map((line) => (method === 'POST' ? line : line.replace(/"from":"\d+",/, '')));
    const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${bench.key}` };
    const { status, body } = await bench.load.post({ method, path, headers, body: lines.join('\n') });
    const { accepted } = JSON.parse(body) as { accepted: number };
    if (status !== 200 || accepted !== lines.length)
      throw new Error(`The features were not taken: ${body.slice(0, 300)}`);
    return lines.length;
  };
  const floor = () => run('POST', `${BENCH}/lines`, 0);
  const changed = await inPairs(pairs, floor, () => run('PUT', '/v1/features/reading', ++push), bench.server.runtime);
  const unchanged = await inPairs(pairs, floor, () => run('PUT', '/v1/features/reading', push), bench.server.runtime);
  const how = `${READERS * TOPICS} rows in a request, of ${READERS} warm members`;
  return [
    pushed(
      'feature rows that have changed',
      changed,
      `${how}: each member is written once, at the pace of this machine`,
    ),
    pushed('feature rows as they were', unchanged, `${how}: no member is asked`),
  ];
}

function pushed(name: string, { product, floor, ratio, spread }: Comparison, how: string): Row {
  const note = `quartiles ${spread.map((each) => each.toFixed(2)).join('–')}; ${how}; floor: one object, one statement`;
  return { name, product: rate(product), floor: rate(floor), ratio: ratio.toFixed(2), note };
}

/** Loads a large audience while it is looked at: what has been answered is there at every look, before, in and after the split. */
async function growth(bench: Bench): Promise<Row> {
  bench.say(`an audience of ${LARGE.toLocaleString('en-US')} that grows to ${SHARDS} shards`);
  const node = `large-${crypto.randomUUID()}`;
  const loading = { answered: 0, sent: 0 };
  const startedAt = performance.now();
  const [grownIn, loadedIn] = await Promise.all([watchGrowth(bench, node, loading), loadLarge(bench, node, loading)]);
  return {
    name: `growth to ${SHARDS} shards`,
    product: `${(grownIn.took / 1_000).toFixed(1)} s`,
    floor: '',
    ratio: '',
    note: `from the first child to the last, while ${rate((LARGE / (loadedIn - startedAt)) * 1_000)} were loaded; at each of ${grownIn.looks} looks all were there that had been answered, at last ${LARGE.toLocaleString('en-US')}`,
  };
}

interface Loading {
  answered: number;
  sent: number;
}

/** Gives the moment at which all was loaded. */
async function loadLarge({ tower }: Bench, node: string, loading: Loading): Promise<number> {
  for (let start = 0; start < LARGE; start += EDGES) {
    const edges = Array.from({ length: EDGES }, (_each, index) => ({ from: `fan-${node}-${start + index}`, to: node }));
    loading.sent += EDGES;
    const { rejected } = await tower.edges.put(edges);
    if (rejected.length > 0) throw new Error(`Edges were rejected: ${JSON.stringify(rejected[0])}`);
    loading.answered += EDGES;
  }
  return performance.now();
}

async function watchGrowth({ tower }: Bench, node: string, loading: Loading): Promise<{ took: number; looks: number }> {
  const giveUpAt = performance.now() + PATIENCE;
  let begunAt: number | undefined;
  let grownAt: number | undefined;
  for (let looks = 1; performance.now() < giveUpAt; looks++) {
    const { answered } = loading;
    const { size, shards } = await tower.edges.audience(node);
    if (size < answered || size > loading.sent)
      throw new Error(`Of ${answered}–${loading.sent} edges ${size} are there`);
    if (shards > 1) begunAt ??= performance.now();
    if (shards >= SHARDS) grownAt ??= performance.now();
    if (begunAt !== undefined && grownAt !== undefined && answered === LARGE) return { took: grownAt - begunAt, looks };
    await sleep(LOOK);
  }
  throw new Error('The audience does not grow');
}
