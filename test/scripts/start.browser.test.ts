import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, test } from 'vitest';
import { keptDemoKey } from '../../scripts/start/demo-tenant.ts';
import { groupRuns } from '../../scripts/start/processes.ts';
import { readServerRecord } from '../../scripts/start/server-record.ts';
import { PROJECT } from '../../scripts/start/settings.ts';
import { stateFolderAt } from '../../scripts/start/state-folder.ts';
import { makeWorld } from '../../scripts/world/world.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { collect } from '../client/collect.ts';
import { type RunningTower, startTower } from '../support/tower.ts';

/** A state folder, and the Tower that runs on it. */
class Home {
  readonly path = mkdtempSync(join(tmpdir(), 'tower-start-'));
  #running: RunningTower | undefined;

  async start(options: { port?: number; demo?: boolean } = {}): Promise<RunningTower> {
    this.#running = await startTower({ statePath: this.path, ...options });
    return this.#running;
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  serverGroup(): number {
    const record = readServerRecord(stateFolderAt(this.path));
    if (record?.server === undefined) throw new Error('No server is noted in the state folder');
    return record.server;
  }

  async remove(): Promise<void> {
    await this.#running?.kill();
    rmSync(this.path, { recursive: true, force: true });
  }
}

const it = test.extend<{ home: Home }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads what a fixture needs from its pattern.
  home: async ({}, use) => {
    const home = new Home();
    await use(home);
    await home.remove();
  },
});

/** Runs `scripts/start.ts` until it ends by itself. */
async function startToEnd(environment: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'start.ts')], {
    env: { ...process.env, TOWER_DEMO: 'off', ...environment },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, printed };
}

/** Waits until something holds; fails when it does not within 10 s. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error(`It never came true: ${holds}`);
}

async function registerPost(tower: Tower) {
  await tower.types.put('post', { class: 'content', template: { title: '{{actor}} posted' } });
  return { id: '1', source: 'app', type: 'post', data: { actor: 'ada', recipients: ['bob'] } };
}

// Two at a time, the longest first: most of a start is the work of one processor.
describe.concurrent('npm start', () => {
  it('makes a world once, keeps it going, and gives the page its key', async ({ home, expect }) => {
    const world = makeWorld();
    const first = await home.start({ demo: true });
    const demo = (await (await fetch(`${first.url}/demo.json`)).json()) as { tenant: string; key: string };
    expect(demo.tenant).toBe('demo');
    const read = async (url: string) => {
      const tower = createTower({ url, key: demo.key });
      const members = (await collect(tower.members.all())).map(({ id }) => id);
      const audiences = await Promise.all(world.people.map(({ id }) => tower.edges.audience(id)));
      const types = (await collect(tower.types.all())).map(({ name, version }) => `${name} ${version}`);
      const operator = createTower({ url, key: keptDemoKey(stateFolderAt(home.path)) ?? 'none' });
      const providers = (await operator.providers.all()).map(({ name, definition }) => [name, definition.baseUrl]);
      const webhooks = (await operator.webhooks.all()).map((webhook) => [webhook.name, webhook.url]);
      const follows = audiences.reduce((sum, { size }) => sum + size, 0);
      return { members: members.sort(), follows, types, providers, webhooks };
    };
    const made = await read(first.url);
    expect(made.members).toEqual(world.people.map(({ id }) => id).sort());
    expect(made.follows).toBe(world.follows.length);
    const types = ['comment', 'like', 'mention', 'message', 'post', 'sign-in', 'suggestion', 'topic', 'trend'];
    expect(made.types).toEqual(types.map((type) => `${type} 1`));
    const { port } = JSON.parse(readFileSync(stateFolderAt(home.path).phones, 'utf8')) as { port: number };
    const office = `http://127.0.0.1:${port}`;
    expect(made.providers.sort()).toEqual([
      ['mail', office],
      ['text', office],
    ]);
    expect(made.webhooks).toEqual([['app', `${office}/webhook`]]);
    const tower = createTower({ url: first.url, key: demo.key });
    await until(async () => (await tower.stats.read({ source: 'urn:tower:demo-world' })).events >= 2);
    await first.kill();

    const second = await home.start({ demo: true, port: first.port });
    expect(await (await fetch(`${second.url}/demo.json`)).json()).toEqual(demo);
    // At the same port again, which the first one's end has left free.
    expect(await read(second.url)).toEqual(made);
  });

  it('serves until Ctrl-C, ends with 0 and leaves no process', async ({ home, expect }) => {
    const tower = await home.start();
    expect((await fetch(`${tower.url}/health`)).status).toBe(200);
    expect((await fetch(`${tower.url}/demo.json`)).status).toBe(404);
    expect(await (await fetch(tower.url)).text()).toContain('<html');
    const group = home.serverGroup();
    await home.stop();
    expect(groupRuns(group, 'workerd')).toBe(false);
    expect(readServerRecord(stateFolderAt(home.path))).toBeUndefined();
  });

  it('goes on after everything was killed: same secrets, nothing accepted is lost', async ({ home, expect }) => {
    const before = await home.start();
    const client = createTower({ url: before.url, key: before.key });
    const event = await registerPost(client);
    const receipt = await client.events.post(event);
    const vapid = await client.tenants.vapid(before.tenant);
    await before.kill();

    const after = await home.start({ port: before.port });
    expect(after.url).toBe(before.url);
    const again = createTower({ url: after.url, key: before.key });
    expect(await again.tenants.vapid(after.tenant)).toEqual(vapid);
    expect(await again.events.post(event)).toEqual({ id: receipt.id, duplicate: true });
    expect((await again.decisions.page('bob')).items.map((entry) => entry.event)).toEqual([receipt.id]);
  });

  it('takes its runtime with it when only the starter is killed', async ({ home, expect }) => {
    const tower = await home.start();
    const group = home.serverGroup();
    expect(groupRuns(group, 'workerd')).toBe(true);
    process.kill(tower.pid, 'SIGKILL');
    await until(() => !groupRuns(group, 'workerd'));
  });

  it('ends a runtime that outlived everybody else', async ({ home, expect }) => {
    const { pid, port } = await home.start();
    const group = home.serverGroup();
    process.kill(group, 'SIGKILL');
    process.kill(pid, 'SIGKILL');
    await sleep(200);
    expect(groupRuns(group, 'workerd')).toBe(true);
    const tower = await home.start({ port });
    expect(groupRuns(group, 'workerd')).toBe(false);
    expect((await fetch(`${tower.url}/health`)).status).toBe(200);
  });

  it('says so and ends when its server is killed', async ({ home, expect }) => {
    const tower = await home.start();
    const group = home.serverGroup();
    process.kill(group, 'SIGKILL');
    await until(() => readServerRecord(stateFolderAt(home.path)) === undefined);
    expect(groupRuns(group, 'workerd')).toBe(false);
    await expect(fetch(`${tower.url}/health`)).rejects.toThrow();
  });

  it('says what to do when its port is taken or its folder in use', async ({ home, expect }) => {
    const { port } = await home.start();
    const other = mkdtempSync(join(tmpdir(), 'tower-other-'));
    try {
      const taken = await startToEnd({ PORT: String(port), TOWER_STATE: other });
      expect(taken).toMatchObject({ code: 1 });
      expect(taken.printed).toContain(`Port ${port} is already in use`);
      expect(taken.printed).toContain(`PORT=${port + 1}`);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
    const twice = await startToEnd({ PORT: '0', TOWER_STATE: home.path });
    expect(twice).toMatchObject({ code: 1 });
    expect(twice.printed).toContain('already running');
    expect(groupRuns(home.serverGroup(), 'workerd')).toBe(true);
  });
});
