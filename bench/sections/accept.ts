import type { EventInput } from '../../src/client/events.ts';
import type { LoadAnswer, LoadClient, LoadRequest } from '../load.ts';
import { type Comparison, inPairs } from '../pairs.ts';
import { comparisonRow, type Row } from '../report.ts';
import type { Bench, Section } from '../section.ts';
import { BENCH } from '../worker/orders.ts';

/** How events are posted. */
interface Way {
  /** Events of a body. */
  readonly lines: number;
  /** Requests under way. */
  readonly concurrency: number;
  /** Recipients that take turns: each is asked often enough to stay live. */
  readonly recipients: number;
}

const SINGLE: Way = { lines: 1, concurrency: 32, recipients: 64 };
const BULK: Way = { lines: 500, concurrency: 2, recipients: 500 };
/** Part of the floor that accepting reaches. */
const AIM = 0.5;

/** Events a second accepted, one by one and in NDJSON bodies, each to one warm recipient. */
export const accept: Section = {
  name: 'accept',
  run: async (bench) => {
    await bench.tower.types.put('bench.note', {
      class: 'content',
      channels: ['in-app', 'web-push'],
      template: { title: '{{actor}} published a post', body: '{{payload.text}}' },
    });
    bench.say('events one by one');
    const single = await compare(bench, SINGLE);
    bench.say(`events in NDJSON bodies of ${BULK.lines}`);
    const bulk = await compare(bench, BULK);
    return [
      row('accept events one by one', single, SINGLE),
      row(`accept events in NDJSON of ${BULK.lines}`, bulk, BULK),
    ];
  },
};

function row(name: string, compared: Comparison, { concurrency, recipients }: Way): Row {
  return comparisonRow(name, compared, AIM, `${concurrency} requests at once, ${recipients} warm recipients`);
}

async function compare({ load, key, quick, server }: Bench, way: Way): Promise<Comparison> {
  const { lines, concurrency, recipients } = way;
  const nextEvent = eventSource(recipients);
  const postTo = async (path: string, duration: number) => {
    const next = (): LoadRequest => ({ path, headers: headersOf(key, lines), body: bodyOf(lines, nextEvent) });
    const check = lines === 1 ? checkReceipt : (answer: LoadAnswer) => checkLines(answer, lines);
    return lines * (await load.postFor({ next, check, concurrency, duration }));
  };
  const floorPath = lines === 1 ? `${BENCH}/event` : `${BENCH}/events`;
  const productPath = '/v1/events';
  for (const path of [floorPath, productPath]) await touchAll(load, path, key, recipients, nextEvent);
  // Many short rounds: what else the machine does comes and goes in seconds.
  const duration = quick ? 500 : 800;
  return inPairs(
    quick ? 3 : 21,
    () => postTo(floorPath, duration),
    () => postTo(productPath, duration),
    server.runtime,
  );
}

/** One event for each recipient, so that no object is new when it is measured. */
async function touchAll(load: LoadClient, path: string, key: string, count: number, nextEvent: () => EventInput) {
  for (let touched = 0; touched < count; touched++) {
    const answer = await load.post({ path, headers: headersOf(key, 1), body: bodyOf(1, nextEvent) });
    if (answer.status !== 202) throw refused(answer.status, answer.body);
  }
}

function headersOf(key: string, lines: number): Record<string, string> {
  const type = lines === 1 ? 'application/json' : 'application/x-ndjson';
  return { 'content-type': type, authorization: `Bearer ${key}` };
}

/** Events that are never the same; the recipients take turns. */
function eventSource(recipients: number): () => EventInput {
  const run = crypto.randomUUID();
  let sequence = 0;
  return () => {
    sequence++;
    return {
      specversion: '1.0',
      id: `${run}.${sequence}`,
      source: 'bench',
      type: 'bench.note',
      data: {
        actor: 'bob',
        item: { id: `post-${sequence}`, url: `https://example.com/posts/${sequence}` },
        recipients: [`warm-${sequence % recipients}`],
        payload: { text: 'What a day for a picnic by the river' },
      },
    };
  };
}

function bodyOf(lines: number, next: () => EventInput): string {
  return Array.from({ length: lines }, () => JSON.stringify(next())).join('\n');
}

function checkReceipt({ status, body }: LoadAnswer): void {
  if (status !== 202 || !body.startsWith('{"id":') || body.includes('"duplicate":true')) throw refused(status, body);
}

function checkLines({ status, body }: LoadAnswer, lines: number): void {
  const answers: { id?: string; duplicate?: boolean }[] = status === 202 ? JSON.parse(body) : [];
  const isGood = answers.length === lines && answers.every(({ id, duplicate }) => id !== undefined && !duplicate);
  if (!isGood) throw refused(status, body);
}

function refused(status: number, body: string): Error {
  return new Error(`An event was not accepted: ${status} ${body.slice(0, 300)}`);
}
