import { awaitFewObjects } from '../idle.ts';
import { type Comparison, inPairs } from '../pairs.ts';
import { atLeast, type Row, rate } from '../report.ts';
import { type Bench, type Section, TENANT } from '../section.ts';
import { BENCH, type OffersOrder } from '../worker/orders.ts';

/** Objects called at once from the Worker: as many as a consumer of a fan-out calls. */
const PARALLEL = 16;
const WARM = 500;
/** Brand-new objects of a round at the most. */
const MOST_NEW = 300;
/** Share of the limit of open files that all rounds together may take; an object holds four. */
const SHARE = 0.6;
const FILES_PER_OBJECT = 4;
/** Part of the floor that an offer reaches. */
const AIM = 0.6;

/** Offers a second from inside the Worker, to warm and to brand-new members. */
export const offers: Section = {
  name: 'offers',
  run: async (bench) => {
    const pairs = bench.quick ? 2 : 9;
    bench.say('offers to warm members');
    const warm = await compare(bench, pairs, () => turns(WARM * (bench.quick ? 2 : 4)));
    await awaitFewObjects(bench.server.runtime);
    bench.say('offers to brand-new members');
    const size = newPerRound(bench.openFiles, pairs);
    let round = 0;
    const fresh = await compare(bench, pairs, () => freshNames(size, round++));
    return [
      row('offers to warm members', warm, `${WARM} members in turn`),
      row('offers to brand-new members', fresh, `${size} a round: database made, migrated, first row`),
    ];
  },
};

function row(name: string, { product, floor, ratio, spread }: Comparison, how: string): Row {
  return {
    name,
    product: rate(product),
    floor: rate(floor),
    ratio: ratio.toFixed(2),
    aim: atLeast(ratio, AIM),
    note: `${PARALLEL} at once, ${how}; pairs ${spread.map((each) => each.toFixed(2)).join('–')}`,
  };
}

function compare(bench: Bench, pairs: number, members: () => readonly string[]): Promise<Comparison> {
  return inPairs(
    pairs,
    () => callsPerSecond(bench, 'bare', members()),
    () => callsPerSecond(bench, 'member', members()),
  );
}

/** One round; also how other sections learn what first touches cost on this machine. */
export async function callsPerSecond(
  { load }: Bench,
  target: OffersOrder['target'],
  members: readonly string[],
): Promise<number> {
  const order: OffersOrder = { target, tenant: TENANT, members, parallel: PARALLEL };
  const startedAt = performance.now();
  const { status, body } = await load.post({ path: `${BENCH}/offers`, headers: {}, body: JSON.stringify(order) });
  if (status !== 200) throw new Error(`The offers were not made: ${body.slice(0, 500)}`);
  return (members.length / (performance.now() - startedAt)) * 1_000;
}

/** Names of members nobody has ever named. */
export function freshNames(count: number, salt: number): string[] {
  const run = crypto.randomUUID();
  return Array.from({ length: count }, (_each, index) => `new-${run}-${salt}-${index}`);
}

function turns(count: number): string[] {
  return Array.from({ length: count }, (_each, index) => `offered-${index % WARM}`);
}

function newPerRound(openFiles: number | undefined, pairs: number): number {
  if (openFiles === undefined) return MOST_NEW;
  return Math.max(10, Math.min(MOST_NEW, Math.floor((openFiles * SHARE) / FILES_PER_OBJECT / (2 * (pairs + 1)))));
}
