import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { PROJECT } from '../../scripts/start/settings.ts';
import { createTower } from '../../src/client/tower.ts';
import { type RunningTower, startTower } from '../support/tower.ts';

let tower: RunningTower;
let folder: string;
const T = Date.parse('2026-11-21T06:00:00Z') / 1_000;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tower-replay-'));
  tower = await startTower();
});
afterAll(async () => {
  await tower?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A file of this test. */
function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  const text = `${lines.join('\n')}\n`;
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(text) : text);
  return path;
}

/** Runs the command; `watch` is given everything it printed so far. */
async function replay(commandLine: readonly string[], watch: (printed: string, stop: () => void) => void = () => {}) {
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'replay.ts'), ...commandLine], {
    env: { ...process.env, TOWER_STATE: join(folder, 'no-state'), PORT: '1' },
  });
  let printed = '';
  let errors = '';
  // Once: asked a second time, it ends without a report.
  let stop = () => {
    stop = () => undefined;
    child.kill('SIGINT');
  };
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
    watch(errors, () => stop());
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, printed, errors };
}

const here = () => ['--url', tower.url, '--key', tower.key];

describe('npm run replay', () => {
  it('posts every act once, loads follows first, and reports what became of them', async ({ expect }) => {
    const acts = file('acts.txt.gz', [
      `ada bob ${T} RT`,
      `ada bob ${T} RT`,
      `ada bob ${T} MT`,
      `cem dan ${T + 61} RE`,
      'not an act',
      `eva eva ${T + 62} RT`,
      `fay gus ${T + 63} RT`,
    ]);
    const follows = file('follows.txt', ['bob ada', 'dan ada', 'gus ada']);
    const run = await replay([acts, '--follows', follows, ...here()]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.printed).toContain(`3 follows of ${follows}, 0 rejected`);
    expect(run.printed).toMatch(/accepted +6 events/);
    expect(run.printed).toMatch(/duplicates +0 /);
    expect(run.printed).toMatch(/rejected +0\n/);
    expect(run.printed).toMatch(/unreadable +1 lines/);
    expect(run.printed).toMatch(/busiest +2026-11-21 06:00 UTC: 3 acts|busiest +2026-11-21 06:01 UTC: 3 acts/);
    expect(run.printed).toMatch(/events +6 of this file in Tower\n/);
    expect(run.printed).toMatch(/latency +p50 \d+ ms, p90 \d+ ms, p99 \d+ ms of 1 requests/);

    const client = createTower(tower);
    const stats = await client.stats.read({ source: '/replay/acts.txt' });
    expect(stats).toMatchObject({ events: 6, pending: 0 });
    expect(Object.values(stats.decisions).reduce((sum, number) => sum + number, 0)).toBe(6);
    expect(stats.reasons['own-action']).toBe(1);
    expect(await client.edges.audience('ada')).toMatchObject({ size: 3 });
    const trace = await client.decisions.page('bob');
    expect(trace.items.map((entry) => entry.type).sort()).toEqual(['mention', 'retweet', 'retweet']);

    const again = await replay([acts, ...here()]);
    expect(again.printed).toMatch(/accepted +0 events/);
    expect(again.printed).toMatch(/duplicates +6 /);
    expect(await client.stats.read({ source: '/replay/acts.txt' })).toEqual(stats);
  });

  it('takes a part of the file, and keeps types that are there', async ({ expect }) => {
    const client = createTower(tower);
    await client.types.put('reply', { class: 'content', template: { title: 'mine' } });
    const acts = file(
      'part.txt',
      Array.from({ length: 50 }, (_, second) => `a${second} b ${T + second} RE`),
    );
    const run = await replay([
      acts,
      '--from',
      String(T + 10),
      '--to',
      '2026-11-21T06:00:40Z',
      '--limit',
      '20',
      ...here(),
    ]);
    expect(run.printed).toMatch(/accepted +20 events/);
    expect((await client.types.get('reply')).template.title).toBe('mine');
    expect(await client.stats.read({ source: '/replay/part.txt' })).toMatchObject({ events: 20 });
  });

  it('plays at a multiple of real time, and can be stopped and run again', async ({ expect }) => {
    const acts = file(
      'slow.txt',
      Array.from({ length: 1_000 }, (_, second) => `a b${second % 7} ${T + second} RT`),
    );
    const startedAt = performance.now();
    // Ten acts a second: the whole would take 100 s.
    const run = await replay([acts, '--speed', '10', ...here()], (errors, stop) => {
      if (errors.includes('replaying')) stop();
    });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(run.code).toBe(0);
    expect(run.printed).toContain('stopped before its end');
    const accepted = Number(/accepted +([\d,]+) events/.exec(run.printed)?.[1]?.replace(',', ''));
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(500);

    const rest = await replay([acts, ...here()]);
    expect(rest.printed).toMatch(new RegExp(`duplicates +${accepted} `));
    expect(await createTower(tower).stats.read({ source: '/replay/slow.txt' })).toMatchObject({
      events: 1_000,
      pending: 0,
    });
  });

  it('says what is wrong: no file, no server, a wrong key', async ({ expect }) => {
    const acts = file('one.txt', [`a b ${T} RT`]);
    const noFile = await replay([join(folder, 'absent.txt'), ...here()]);
    expect(noFile).toMatchObject({ code: 1 });
    expect(noFile.errors).toContain('There is no file');
    const noServer = await replay([acts]);
    expect(noServer).toMatchObject({ code: 1 });
    expect(noServer.errors).toContain('Nobody answers at http://127.0.0.1:1');
    expect(noServer.errors).toContain('npm start');
    const wrongKey = await replay([acts, '--url', tower.url, '--key', 'wrong']);
    expect(wrongKey).toMatchObject({ code: 1 });
    expect(wrongKey.errors).toContain('does not accept the key');
    const noKey = await replay([acts, '--url', tower.url]);
    expect(noKey).toMatchObject({ code: 1 });
    expect(noKey.errors).toContain('--key');
    const broken = join(folder, 'broken.txt.gz');
    writeFileSync(broken, gzipSync('a b 1 RT\n'.repeat(10_000)).subarray(0, 40));
    const cut = await replay([broken, ...here()]);
    expect(cut).toMatchObject({ code: 1 });
    expect(cut.errors).toContain('cannot be read to its end');
  });
});
