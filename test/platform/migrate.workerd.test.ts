import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import { isMigrated, type Migrations, migrate } from '../../src/platform/migrate.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';

const STEPS = [
  'create table thing (id integer primary key, name text);',
  "insert into thing values (1, 'first');\n--> statement-breakpoint\nalter table thing add column colour text;",
];

function migrationsOf(...steps: string[]): Migrations {
  return {
    journal: { entries: steps.map((_step, idx) => ({ idx, tag: `000${idx}_step` })) },
    migrations: Object.fromEntries(steps.map((step, idx) => [`m000${idx}`, step])),
  };
}

/** Runs in an object that has no tables yet. */
function inEmptyObject<Answer>(work: (storage: DurableObjectStorage) => Answer): Promise<Answer> {
  const tenant = stubs(bindings, `tenant-${crypto.randomUUID()}`).tenant();
  return runInDurableObject(tenant, (_instance, state) => work(state.storage));
}

describe('migrate', () => {
  test('happy: steps are applied once, in order, and later ones on top of those that were', async ({ expect }) => {
    const rows = await inEmptyObject((storage) => {
      expect(isMigrated(storage)).toBe(false);
      migrate(storage, migrationsOf(...STEPS.slice(0, 1)));
      expect(isMigrated(storage)).toBe(true);
      for (let time = 0; time < 2; time++) migrate(storage, migrationsOf(...STEPS));
      return storage.sql.exec('select * from thing').toArray();
    });
    expect(rows).toEqual([{ id: 1, name: 'first', colour: null }]);
  });

  test('edge: a database that keeps its step in a table, as all did, goes on from there', async ({ expect }) => {
    const rows = await inEmptyObject((storage) => {
      storage.sql.exec(`${STEPS[0]}; create table schema_step (id integer primary key, step integer)`);
      storage.sql.exec('insert into schema_step values (1, 1)');
      expect(isMigrated(storage)).toBe(true);
      migrate(storage, migrationsOf(...STEPS.slice(0, 1)));
      expect(storage.sql.exec("select type from sqlite_master where name = 'schema_step'").one().type).toBe('table');
      for (let time = 0; time < 2; time++) migrate(storage, migrationsOf(...STEPS));
      expect(storage.sql.exec("select type from sqlite_master where name = 'schema_step'").one().type).toBe('view');
      return storage.sql.exec('select * from thing').toArray();
    });
    expect(rows).toEqual([{ id: 1, name: 'first', colour: null }]);
  });

  test('refusal: a step that fails leaves nothing of itself behind, and says why', async ({ expect }) => {
    await inEmptyObject((storage) => {
      const broken = migrationsOf(...STEPS, 'create table other (id integer); insert into nowhere values (1);');
      expect(() => migrate(storage, broken)).toThrow(/no such table: nowhere/);
      expect(isMigrated(storage)).toBe(false);
      expect(storage.sql.exec("select 1 from sqlite_master where name in ('thing', 'other')").toArray()).toEqual([]);
    });
  });

  test('refusal: a database of newer code, and a step that is missing from the bundle', async ({ expect }) => {
    await inEmptyObject((storage) => {
      migrate(storage, migrationsOf(...STEPS));
      expect(() => migrate(storage, migrationsOf(...STEPS.slice(0, 1)))).toThrow('deploy the newer code');
    });
    await inEmptyObject((storage) => {
      const { journal } = migrationsOf(...STEPS);
      expect(() => migrate(storage, { journal, migrations: { m0000: STEPS[0] ?? '' } })).toThrow(
        '0001_step is in the journal',
      );
    });
  });
});
