import type { Row } from '../report.ts';
import type { Bench } from '../section.ts';
import { BENCH, type YearOrder } from '../worker/orders.ts';
import type { YearReport } from './year-report.ts';
import { type LivedPart, yearRows } from './year-rows.ts';

const PARTS = 12;
/** Always the same one: what is spread over members by their ids is the same in every run, and so are all the counts. */
const MEMBER = 'ada';

/** A member's year in their own object, as fast as it goes. */
export async function simulatedYear({ load, quick, say }: Bench): Promise<Row[]> {
  const candidates = quick ? 1_000 : 10_000;
  const parts: LivedPart[] = [];
  for (let part = 0; part < PARTS; part++) {
    say(`a member's year, part ${part + 1} of ${PARTS}`);
    const order: YearOrder = { member: MEMBER, candidates, part, parts: PARTS };
    const startedAt = performance.now();
    const { status, body } = await load.post({ path: `${BENCH}/year`, headers: {}, body: JSON.stringify(order) });
    if (status !== 200) throw new Error(`The year was not lived: ${body.slice(0, 500)}`);
    parts.push({ report: JSON.parse(body) as YearReport, seconds: (performance.now() - startedAt) / 1_000 });
  }
  return yearRows(candidates, parts);
}
