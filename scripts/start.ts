/** `npm start`: a whole Tower on this machine, at one address, until Ctrl-C. */
import { buildWeb } from './build/build-web.ts';
import { buildWorker } from './build/build-worker.ts';
import { openDemoPostOffice } from './start/demo-post-office.ts';
import { openDemoTenant } from './start/demo-tenant.ts';
import { printFailure } from './start/failure.ts';
import { awaitFreePort } from './start/free-port.ts';
import { membersPerSecond, openFileLimit } from './start/pace.ts';
import { keptSecrets } from './start/secrets.ts';
import { startServer } from './start/server.ts';
import { claimFolder, forgetServer } from './start/server-record.ts';
import { EVENT_LOG_PARTITIONS, OUTGOING, readSettings, type Settings } from './start/settings.ts';
import { openStateFolder, type StateFolder } from './start/state-folder.ts';
import { abortOf, stopSignal } from './start/stop-signal.ts';
import { givePhones } from './world/give-phones.ts';
import { giveProviders } from './world/give-providers.ts';
import { keepPosting } from './world/keep-posting.ts';
import type { PostOffice } from './world/post-office/post-office.ts';
import { seedWorld } from './world/seed-world.ts';
import { makeWorld } from './world/world.ts';

const stopping = stopSignal();

try {
  await run(readSettings(process.env));
} catch (error) {
  // What is cut short by the wish to stop is no failure.
  if (!stopping.aborted) {
    printFailure(error);
    process.exitCode = 1;
  }
}
// Nothing is left to do; a kept-alive connection must not hold the process.
process.exit();

async function run(settings: Settings): Promise<void> {
  const folder = openStateFolder(settings.statePath);
  await claimFolder(folder);
  try {
    await serve(settings, folder);
  } finally {
    forgetServer(folder);
  }
}

async function serve(settings: Settings, folder: StateFolder): Promise<void> {
  if (settings.port !== 0) await awaitFreePort(settings.port);
  await buildWeb(stopping);
  const bundle = await buildWorker(stopping);
  const office = settings.demo ? await openDemoPostOffice(folder) : undefined;
  const bindings = bindingsOf(settings, folder, office);
  if (stopping.aborted) return;
  const server = await startServer(folder, {
    bundle,
    bindings,
    port: settings.port,
    objects: folder.objects,
    scratch: folder.scratch,
  });
  try {
    const living = office ? startDemo(server.url, bindings.TOWER_ROOT_KEY, folder, office) : Promise.resolve();
    const ordered = abortOf(stopping);
    await Promise.race([living, ordered, server.broken.then((failure) => Promise.reject(failure))]);
    if (stopping.aborted) return;
    console.log(`Tower is running at ${server.url}`);
    const failure = await Promise.race([ordered, server.broken]);
    if (failure !== undefined) throw failure;
  } finally {
    await server.stop();
  }
}

/** Secrets and variables of the Worker. */
function bindingsOf(settings: Settings, folder: StateFolder, office: PostOffice | undefined) {
  const { TOWER_DEMO_KEY, ...secrets } = keptSecrets(folder);
  return {
    ...secrets,
    TOWER_ROOT_KEY: settings.rootKey ?? secrets.TOWER_ROOT_KEY,
    TOWER_PUSH_ALLOW: [settings.pushAllow, office?.host ?? ''].filter((entry) => entry !== '').join(','),
    ...(settings.port === 0 ? {} : { TOWER_ORIGIN: `http://127.0.0.1:${settings.port}` }),
    TOWER_PACE: String(settings.pace ?? membersPerSecond(openFileLimit())),
    TOWER_OUTGOING: String(OUTGOING),
    TOWER_EVENT_LOG_PARTITIONS: String(EVENT_LOG_PARTITIONS),
    TOWER_STALL_AFTER: String(settings.stallAfter),
    ...(settings.demo && { TOWER_DEMO_KEY }),
    ...(office && { TOWER_DEMO_OFFICE: office.url }),
  };
}

/** Makes the demo world and sets it going; one that cannot be made is said, and does not take the Worker down. */
async function startDemo(url: string, rootKey: string, folder: StateFolder, office: PostOffice): Promise<void> {
  const world = makeWorld();
  try {
    const tower = await openDemoTenant(url, rootKey, folder);
    // Before the world is: what has no provider reaches nobody.
    await giveProviders(tower, office);
    await seedWorld(tower, world, office.url);
    void givePhones(tower, url, world.people, office).catch((error: unknown) => sayFailure('has no phones', error));
    let silent = false;
    void keepPosting(tower, world, {
      signal: stopping,
      onFailure: (error) => {
        // Once is enough: the same failure would repeat every few seconds.
        if (!silent) sayFailure('cannot post', error);
        silent = true;
      },
    });
  } catch (error) {
    if (stopping.aborted) return;
    sayFailure('could not be made', error);
    console.error(`Tower runs without it; ${folder.log} may say why.`);
  }
}

function sayFailure(what: string, error: unknown): void {
  if (!stopping.aborted) console.error(`The demo world ${what}: ${error instanceof Error ? error.message : error}`);
}
