import { awaitFewObjects } from '../idle.ts';
import { type Comparison, inPairs } from '../pairs.ts';
import { comparisonRow } from '../report.ts';
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
    bench.say('offers to warm members');
    const warm = await compare(bench, bench.quick ? 3 : 21, () => turns(WARM * 2));
    await awaitFewObjects(bench.server.runtime);
    bench.say('offers to brand-new members');
    const pairs = bench.quick ? 3 : 15;
    const size = newPerRound(bench.openFiles, pairs);
    let round = 0;
    const fresh = await compare(bench, pairs, () => freshNames(size, round++));
    return [
      comparisonRow('offers to warm members', warm, AIM, `${PARALLEL} at once, ${WARM} members in turn`),
      comparisonRow('offers to brand-new members', fresh, AIM, `${PARALLEL} at once, ${size} a round`),
    ];
  },
};

function compare(bench: Bench, pairs: number, members: () => readonly string[]): Promise<Comparison> {
  return inPairs(
    pairs,
    () => call(bench, 'bare', members()),
    () => call(bench, 'member', members()),
    bench.server.runtime,
  );
}

/** Calls each of these once and gives how many calls that were; other sections learn by it what a first touch costs. */
export async function call(
  { load }: Bench,
  target: OffersOrder['target'],
  members: readonly string[],
): Promise<number> {
  const order: OffersOrder = { target, tenant: TENANT, members, parallel: PARALLEL };
  const { status, body } = await load.post({ path: `${BENCH}/offers`, headers: {}, body: JSON.stringify(order) });
  if (status !== 200) throw new Error(`The offers were not made: ${body.slice(0, 500)}`);
  return members.length;
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
