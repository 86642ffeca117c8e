import { Audience } from '../../src/audience/audience.ts';
import { Fanout } from '../../src/fanout/fanout.ts';
import { EventLog } from '../../src/ingest/event-log.ts';
import { Member } from '../../src/member/member.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { NO_ROWS, plusRows, type RowCount, RowMeter } from './row-meter.ts';

/** The product's member, with its rows counted from its first statement on, migrations included. */
export class MeteredMember extends Member {
  readonly #meter: RowMeter;

  constructor(context: DurableObjectState, env: Environment) {
    const meter = new RowMeter(context.storage);
    super(context, env);
    this.#meter = meter;
  }

  takeRows(): RowCount {
    return this.#meter.take();
  }
}

/** The same for the product's event log. */
export class MeteredEventLog extends EventLog {
  readonly #meter: RowMeter;

  constructor(context: DurableObjectState, env: Environment) {
    const meter = new RowMeter(context.storage);
    super(context, env);
    this.#meter = meter;
  }

  takeRows(): RowCount {
    return this.#meter.take();
  }
}

/** What the meters of objects count that nobody can name from outside: shards, and ledgers. */
const meters = { audience: new Set<RowMeter>(), ledger: new Set<RowMeter>() };

/** Takes the counts of all objects of a kind that live in this isolate. */
export function takeRowsOf(kind: keyof typeof meters): RowCount {
  return [...meters[kind]].reduce((sum, meter) => plusRows(sum, meter.take()), NO_ROWS);
}

/** The product's audience shards, with their rows counted. They make each other, so all of them are. */
export class MeteredAudience extends Audience {
  constructor(context: DurableObjectState, env: Environment) {
    meters.audience.add(new RowMeter(context.storage));
    super(context, env);
  }
}

/** The same for the ledgers of fan-outs. */
export class MeteredFanout extends Fanout {
  constructor(context: DurableObjectState, env: Environment) {
    meters.ledger.add(new RowMeter(context.storage));
    super(context, env);
  }
}
