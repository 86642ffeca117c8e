import { describe, test } from 'vitest';
import { type Import, importsOf, readCode, roomOf, sourceFiles } from './source.ts';

/**
 * From left to right: a room imports only rooms further right. It is the order in which data walks, but for two: members
 * run the pipeline, so `decide` is to the right of them; and `fanout` is handed what reads an audience.
 */
const ROOMS = [
  'http',
  'gate',
  'ingest',
  'features',
  'audience',
  'fanout',
  'member',
  'decide',
  'channels',
  'dead-letters',
  'registry',
  'platform',
  'contract',
];
/** What runs elsewhere than in the Worker, and what of ours it may know. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  client: ['client', 'contract'],
  web: ['web', 'client', 'contract'],
};
/** They put the rooms together. */
const ROOFS = ['index.ts', 'queue.ts'];

const files = sourceFiles();
const imports = files.flatMap((file) => importsOf(file));
const show = ({ file, target }: Import) => `${file} → ${target}`;

describe('imports of src', () => {
  test('every folder is a room that is known', ({ expect }) => {
    const rooms = new Set(files.filter((file) => !ROOFS.includes(file)).map(roomOf));
    expect([...rooms].filter((room) => !ROOMS.includes(room) && !(room in OUTSIDE))).toEqual([]);
    expect(ROOMS.filter((room) => !rooms.has(room))).toEqual([]);
  });

  test('a room imports only rooms further right', ({ expect }) => {
    const wrong = imports.filter(({ file, target, isOurs, isType }) => {
      const [from, to] = [roomOf(file), roomOf(target)];
      if (!isOurs || ROOFS.includes(file) || from in OUTSIDE || from === to) return false;
      // The bindings are typed by the classes behind them; nothing of those runs there.
      if (file === 'platform/environment.ts' && isType) return false;
      return !(ROOMS.indexOf(to) > ROOMS.indexOf(from));
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('nothing imports the roofs, the client or the web but what lies outside itself', ({ expect }) => {
    const wrong = imports.filter(({ file, target, isOurs }) => {
      if (!isOurs) return false;
      const allowed = OUTSIDE[roomOf(file)];
      if (allowed) return !allowed.includes(roomOf(target));
      if (file === 'index.ts' && target === 'queue.ts') return false;
      return roomOf(target) in OUTSIDE || ROOFS.includes(target);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('`contract` imports nothing of ours', ({ expect }) => {
    const wrong = imports.filter(({ file, target, isOurs }) => {
      return roomOf(file) === 'contract' && isOurs && roomOf(target) !== 'contract';
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('`decide` is pure: only itself and the contract, no runtime, no clock, no randomness', ({ expect }) => {
    const wrong = imports.filter(({ file, target, isOurs }) => {
      return roomOf(file) === 'decide' && (!isOurs || !['decide', 'contract'].includes(roomOf(target)));
    });
    const allowed = /^temporal-polyfill/;
    expect(wrong.filter(({ target }) => !allowed.test(target)).map(show)).toEqual([]);
    const impure = files.filter((file) => roomOf(file) === 'decide').flatMap((file) => usesOf(file, IMPURE));
    expect(impure).toEqual([]);
  });

  test('relative imports name the file with its ending', ({ expect }) => {
    const wrong = imports.filter(({ target, isRelative }) => isRelative && !/\.(ts|js|css|sql)(\?\w+)?$/.test(target));
    expect(wrong.map(show)).toEqual([]);
  });
});

const IMPURE = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bfetch\(|\bsetTimeout\(|Temporal\.Now\b/;

function usesOf(file: string, pattern: RegExp): string[] {
  const found = pattern.exec(readCode(file));
  return found ? [`${file}: ${found[0]}`] : [];
}
