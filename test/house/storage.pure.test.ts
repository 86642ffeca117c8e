import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { describe, test } from 'vitest';
import * as audience from '../../src/audience/audience-schema.ts';
import * as census from '../../src/audience/census-schema.ts';
import * as provider from '../../src/channels/providers/schema.ts';
import * as deadLetters from '../../src/dead-letters/schema.ts';
import * as fanout from '../../src/fanout/schema.ts';
import * as share from '../../src/fanout/share-schema.ts';
import * as features from '../../src/features/schema.ts';
import * as eventLog from '../../src/ingest/schema.ts';
import * as member from '../../src/member/schema.ts';
import * as tenant from '../../src/registry/schema.ts';
import { importsOf, readCode, sourceFiles } from './source.ts';

const MIGRATIONS = join(import.meta.dirname, '..', '..', 'migrations');
const SCHEMAS = {
  audience,
  census,
  'dead-letters': deadLetters,
  'event-log': eventLog,
  fanout,
  features,
  member,
  provider,
  share,
  tenant,
};

interface Journal {
  readonly entries: readonly { readonly idx: number; readonly tag: string }[];
}
const read = (...path: string[]) => readFileSync(join(MIGRATIONS, ...path), 'utf8');
const journalOf = (name: string) => JSON.parse(read(name, 'meta', '_journal.json')) as Journal;

describe('migrations', () => {
  test('there are some for every schema, and none for anything else', ({ expect }) => {
    expect(globSync('*', { cwd: MIGRATIONS }).sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  test.for(Object.keys(SCHEMAS))(
    '%s: the journal, the files and the bundle name the same steps, in order',
    (name, { expect }) => {
      const { entries } = journalOf(name);
      expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_each, place) => place));
      expect(globSync('*.sql', { cwd: join(MIGRATIONS, name) }).sort()).toEqual(entries.map(({ tag }) => `${tag}.sql`));
      const bundled = [...read(name, 'migrations.js').matchAll(/import (m\d{4}) from '\.\/([\w-]+)\.sql'/g)];
      expect(bundled.map(([, variable, tag]) => [variable, tag])).toEqual(
        entries.map(({ idx, tag }) => [`m${String(idx).padStart(4, '0')}`, tag]),
      );
    },
  );

  test.for(Object.entries(SCHEMAS))(
    '%s: the schema has nothing that its migrations do not',
    async ([name, schema], { expect }) => {
      const last = journalOf(name).entries.at(-1);
      const snapshot = JSON.parse(read(name, 'meta', `${String(last?.idx).padStart(4, '0')}_snapshot.json`));
      const now = await generateSQLiteDrizzleJson({ ...schema }, snapshot.id);
      expect(await generateSQLiteMigration(snapshot, now)).toEqual([]);
    },
  );
});

describe('SQL', () => {
  const files = sourceFiles();
  const imports = files.flatMap((file) => importsOf(file)).filter(({ isType }) => !isType);
  const isStore = (file: string) => /(^|[/-])(store|schema)\.ts$/.test(file) || file === 'platform/migrate.ts';
  /** A store may be cut in parts, which nobody reaches but through it. */
  const isPartOfStore = (file: string): boolean => {
    const importers = imports.filter(({ target }) => target === file).map((each) => each.file);
    return importers.length > 0 && importers.every((each) => isStore(each) || isPartOfStore(each));
  };
  const others = files.filter((file) => !isStore(file) && !isPartOfStore(file));

  test('drizzle is imported by stores and schemas alone', ({ expect }) => {
    const wrong = imports.filter(({ file, target }) => others.includes(file) && target.startsWith('drizzle-orm'));
    expect(wrong.map(({ file, target }) => `${file} → ${target}`)).toEqual([]);
  });

  test('nothing else executes SQL', ({ expect }) => {
    expect(others.filter((file) => /\bsql\.exec\b|\bstorage\.sql\b/.test(readCode(file)))).toEqual([]);
  });
});
