import { objectName } from '../../src/platform/names.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import { takeRowsOf } from './metered-objects.ts';
import type { FanoutRowsAnswer, RowsAnswer, RowsOrder } from './orders.ts';
import { NO_ROWS, plusRows, type RowCount } from './row-meter.ts';

/** Takes the counts of metered objects: they begin anew. */
export async function takeRows(request: Request, env: BenchEnvironment): Promise<Response> {
  const { tenant, members } = await request.json<RowsOrder>();
  const ofMembers = members.map((member) => env.METERED_MEMBER.getByName(objectName(tenant, member)).takeRows());
  const ofLog = Array.from({ length: Number(env.TOWER_EVENT_LOG_PARTITIONS) }, (_each, partition) =>
    env.METERED_EVENT_LOG.getByName(objectName(tenant, partition)).takeRows(),
  );
  const answer: RowsAnswer = {
    members: sum(await Promise.all(ofMembers)),
    eventLog: sum(await Promise.all(ofLog)),
  };
  return Response.json(answer);
}

/** Takes the counts of all audience shards and ledgers. */
export function takeFanoutRows(): Response {
  const answer: FanoutRowsAnswer = { audience: takeRowsOf('audience'), ledger: takeRowsOf('ledger') };
  return Response.json(answer);
}

function sum(counts: readonly RowCount[]): RowCount {
  return counts.reduce(plusRows, NO_ROWS);
}
