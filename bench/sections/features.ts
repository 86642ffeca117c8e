import { awaitFewObjects } from '../idle.ts';
import { paceOf, setPace } from '../large-audience.ts';
import { type Row, rate } from '../report.ts';
import { processState, watchPeak } from '../runtime-process.ts';
import type { Bench, Section } from '../section.ts';

/** Members of the push, and rows of each: those of their edges to so many entities. */
const MEMBERS = 20_000;
const ROWS = 50;
/** Members in one request: about 3.5 MB of lines. */
const IN_A_REQUEST = 800;
/** Of a hundred members one is other than before in the last push. */
const CHANGED_EVERY = 100;

/** A million rows of features, pushed whole three times: to members nobody has named, as they were, and one in a hundred changed. */
export const features: Section = {
  name: 'features',
  isLong: true,
  run: async (bench) => {
    const members = bench.quick ? MEMBERS / 10 : MEMBERS;
    const pace = paceOf(members, bench.openFiles);
    await setPace(bench, pace);
    const rows: Row[] = [];
    const pushes = [
      { name: 'a million rows, all new', readsOf: () => 1 },
      { name: 'a million rows, as they were', readsOf: () => 1 },
      { name: 'a million rows, 1 % changed', readsOf: (member: number) => (member % CHANGED_EVERY === 0 ? 2 : 1) },
    ];
    for (const { name, readsOf } of pushes) {
      bench.say(name);
      await awaitFewObjects(bench.server.runtime);
      rows.push(await pushed(bench, name, members, pace, readsOf));
    }
    return rows;
  },
};

async function pushed(
  bench: Bench,
  name: string,
  members: number,
  pace: number,
  readsOf: (member: number) => number,
): Promise<Row> {
  const before = processState(bench.server.runtime)?.memory;
  const stopWatching = watchPeak(bench.server.runtime);
  const push = crypto.randomUUID();
  const counts = { written: 0, unchanged: 0, retired: 0 };
  const startedAt = performance.now();
  for (let first = 0; first < members; first += IN_A_REQUEST) {
    const many = Math.min(IN_A_REQUEST, members - first);
    const isLast = first + many >= members;
    const path = `/v1/features/million?mode=full&push=${push}${isLast ? '&last=true' : ''}`;
    const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${bench.key}` };
    const { status, body } = await bench.load.post({
      method: 'PUT',
      path,
      headers,
      body: linesOf(first, many, readsOf),
    });
    const answer = JSON.parse(body) as { accepted: number } & typeof counts;
    if (status !== 200 || answer.accepted !== many * ROWS) {
      throw new Error(`The features were not taken: ${body.slice(0, 300)}`);
    }
    for (const count of ['written', 'unchanged', 'retired'] as const) counts[count] += answer[count];
  }
  const took = performance.now() - startedAt;
  const peak = stopWatching();
  const words = (value: number) => Math.round(value).toLocaleString('en-US');
  return {
    name,
    product: rate(((members * ROWS) / took) * 1_000),
    floor: '',
    ratio: '',
    note:
      `rows of ${words(members)} members in requests of ${words(IN_A_REQUEST * ROWS)}; ${words(counts.written)} written, ` +
      `${words(counts.unchanged)} as they were, ${words(counts.retired)} retired; pace ${pace}/s; ` +
      `${words(before ?? 0)} MB before, peak ${words(peak?.memory ?? 0)} MB`,
  };
}

function linesOf(first: number, many: number, readsOf: (member: number) => number): string {
  const lines: string[] = [];
  for (let member = first; member < first + many; member++) {
    for (let topic = 0; topic < ROWS; topic++) {
      const features = { read: readsOf(member) };
      lines.push(JSON.stringify({ member: `million-${member}`, entity: `topic-${topic}`, features }));
    }
  }
  return lines.join('\n');
}
