import { runInDurableObject } from 'cloudflare:test';
import { describe, test } from 'vitest';
import fanout from '../../migrations/fanout/migrations.js';
import newestFanout from '../../migrations/fanout/newest/schema.sql';
import member from '../../migrations/member/migrations.js';
import newestMember from '../../migrations/member/newest/schema.sql';
import { type Migrations, migrate } from '../../src/platform/migrate.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';

const COLUMNS = `select m.name as "table", c.name, c.type, c."notnull", c.dflt_value, c.pk, m.sql like '%without rowid' as keyed
  from sqlite_master m, pragma_table_info(m.name) c where m.type = 'table' and m.name not like '\\_cf%' escape '\\'
  order by 1, 2`;
const INDICES = "select name, sql from sqlite_master where type = 'index' and sql is not null order by 1";

/** The schema of a database that is made in one way or the other. */
function schemaAfter(migrations: Migrations, newest?: string): Promise<unknown[]> {
  const empty = stubs(bindings, `tenant-${crypto.randomUUID()}`).tenant();
  return runInDurableObject(empty, (_instance, { storage }) => {
    expectNew(migrate(storage, migrations, newest));
    return [...storage.sql.exec(COLUMNS).toArray(), ...storage.sql.exec(INDICES).toArray()];
  });
}

function expectNew(isNew: boolean): void {
  if (!isNew) throw new Error('The database was not empty');
}

describe('a new database', () => {
  test.for([
    ['member', member, newestMember, { table: 'notification', name: 'group_key', keyed: 1 }],
    ['fanout', fanout, newestFanout, { table: 'fanout', name: 'turn', dflt_value: "'none'" }],
  ] as const)('of %s is what all the steps together would have made', async (classes, { expect }) => {
    const [, migrations, newest, column] = classes;
    const stepwise = await schemaAfter(migrations);
    expect(await schemaAfter(migrations, newest)).toEqual(stepwise);
    expect(stepwise).toContainEqual(expect.objectContaining(column));
  });
});
