import { EventLog } from '../../src/ingest/event-log.ts';
import { Member } from '../../src/member/member.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { type RowCount, RowMeter } from './row-meter.ts';

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
