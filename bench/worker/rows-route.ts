import { objectName } from '../../src/platform/names.ts';
import { EVENT_LOG_PARTITIONS } from '../../src/platform/stubs.ts';
import type { BenchEnvironment } from './bench-environment.ts';
import type { RowsAnswer, RowsOrder } from './orders.ts';
import type { RowCount } from './row-meter.ts';

/** Takes the counts of metered objects: they begin anew. */
export async function takeRows(request: Request, env: BenchEnvironment): Promise<Response> {
  const { tenant, members } = await request.json<RowsOrder>();
  const ofMembers = members.map((member) => env.METERED_MEMBER.getByName(objectName(tenant, member)).takeRows());
  const ofLog = Array.from({ length: EVENT_LOG_PARTITIONS }, (_each, partition) =>
    env.METERED_EVENT_LOG.getByName(objectName(tenant, partition)).takeRows(),
  );
  const answer: RowsAnswer = {
    members: sum(await Promise.all(ofMembers)),
    eventLog: sum(await Promise.all(ofLog)),
  };
  return Response.json(answer);
}

function sum(counts: readonly RowCount[]): RowCount {
  return counts.reduce(
    (total, count) => ({
      written: total.written + count.written,
      read: total.read + count.read,
      alarms: total.alarms + count.alarms,
    }),
    { written: 0, read: 0, alarms: 0 },
  );
}
