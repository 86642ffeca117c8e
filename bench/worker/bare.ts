import { DurableObject } from 'cloudflare:workers';
import type { BenchEnvironment } from './bench-environment.ts';

/** The least an object can do to keep something: one table, one insert. It is the floor that products are held to. */
export class Bare extends DurableObject<BenchEnvironment> {
  constructor(context: DurableObjectState, env: BenchEnvironment) {
    super(context, env);
    context.storage.sql.exec('create table if not exists kept (id text primary key, body text) without rowid');
  }

  put(id: string, body: string): void {
    this.ctx.storage.sql.exec('insert into kept values (?, ?)', id, body);
  }

  /** Many at once, in one statement: `rows` is a JSON array of pairs. */
  putMany(rows: string): void {
    this.ctx.storage.sql.exec('insert into kept select value ->> 0, value ->> 1 from json_each(?)', rows);
  }
}
