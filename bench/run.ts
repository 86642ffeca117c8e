/** `npm run bench`: what the product does, beside the least that the same workerd can do. */
import { cpus } from 'node:os';
import { printFailure } from '../scripts/start/failure.ts';
import { membersPerSecond, openFileLimit } from '../scripts/start/pace.ts';
import { stopSignal } from '../scripts/start/stop-signal.ts';
import { createTower } from '../src/client/tower.ts';
import type { TenantSettings } from '../src/contract/tenant.ts';
import { startBenchServer } from './bench-server.ts';
import { createLoadClient } from './load.ts';
import { type BenchOptions, readBenchOptions, usage } from './options.ts';
import { profiled } from './profile.ts';
import { startPushArrivals } from './push-arrivals.ts';
import { formatAims, formatTable, type Row } from './report.ts';
import { type Bench, type Section, TENANT } from './section.ts';
import { accept } from './sections/accept.ts';
import { bounded } from './sections/bounded.ts';
import { decide } from './sections/decide.ts';
import { deliver } from './sections/deliver.ts';
import { encrypt } from './sections/encrypt.ts';
import { fanOut } from './sections/fan-out.ts';
import { features } from './sections/features.ts';
import { graph } from './sections/graph.ts';
import { isolation } from './sections/isolation.ts';
import { offers } from './sections/offers.ts';
import { push } from './sections/push.ts';
import { rows } from './sections/rows.ts';
import { score } from './sections/score.ts';
import { spike } from './sections/spike.ts';

const SECTIONS: readonly Section[] = [
  decide,
  score,
  accept,
  offers,
  rows,
  encrypt,
  push,
  graph,
  fanOut,
  isolation,
  deliver,
  spike,
  features,
  bounded,
];
const NAMES = SECTIONS.map(({ name }) => name);
const USUAL = SECTIONS.flatMap(({ name, isLong }) => (isLong ? [] : [name]));
/** So high that no measurement meets it: how fast a producer may be is not how fast Tower is. */
const QUOTA = { rate: 1_000_000, burst: 10_000_000 };

const stopping = stopSignal();
const stopped = new Promise<never>((_resolve, reject) => {
  stopping.addEventListener('abort', () => reject(new Error('stopped')));
});
// Asked to stop before the first section, nobody is waiting for this yet.
stopped.catch(() => undefined);

try {
  const options = readBenchOptions(process.argv.slice(2), NAMES, USUAL);
  if (options.help) console.log(usage(NAMES, USUAL));
  else await run(options);
} catch (error) {
  if (!stopping.aborted) {
    printFailure(error);
    process.exitCode = 1;
  }
}
process.exit();

async function run(options: BenchOptions): Promise<void> {
  const openFiles = openFileLimit();
  const push = await startPushArrivals();
  const server = await startBenchServer(
    { pushAllow: push.allow, pace: membersPerSecond(openFiles), debug: options.profile !== undefined },
    stopping,
  );
  const load = createLoadClient(server.url);
  try {
    const root = createTower({ url: server.url, key: server.rootKey });
    const { key } = await root.tenants.put(TENANT, { settings: { quota: QUOTA } });
    const tower = createTower({ url: server.url, key });
    const set = async (settings: Partial<TenantSettings>) => {
      await root.tenants.put(TENANT, { settings: { quota: QUOTA, ...settings } });
    };
    const say = (text: string) => console.error(`… ${text}`);
    const bench: Bench = { server, load, tower, key, set, push, openFiles, quick: options.quick, say };
    const measured: Row[] = [];
    for (const section of SECTIONS.filter(({ name }) => options.only.includes(name))) {
      measured.push(...(await Promise.race([runSection(section, bench, options), stopped])));
    }
    const limit = openFiles === undefined ? 'no limit' : `${openFiles.toLocaleString('en-US')}`;
    console.log(`\n${cpus().length} cores, databases in ${server.place}, open files ${limit}`);
    if (options.quick) console.log('A quick run: a look, not a measurement.');
    console.log(`\n${formatTable(measured)}\n\n${formatAims(measured)}`);
  } finally {
    load.close();
    await server.stop();
    await push.close();
  }
}

async function runSection(section: Section, bench: Bench, { profile }: BenchOptions): Promise<Row[]> {
  if (profile === undefined) return section.run(bench);
  return profiled(await bench.server.debuggerUrl(), profile, section.name, () => section.run(bench));
}
