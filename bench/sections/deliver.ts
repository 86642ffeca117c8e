import { setTimeout as sleep } from 'node:timers/promises';
import { awaitFewObjects } from '../idle.ts';
import { paceOf, setPace } from '../large-audience.ts';
import { latencies, postEvent, ringable, TEXT, words } from '../messages.ts';
import { percentile } from '../pairs.ts';
import { type Row, rate } from '../report.ts';
import type { Bench, Section } from '../section.ts';

/** Members who are rung in turn, and pushes of the measurement of how many go out. */
const MEMBERS = 16;
const PUSHES = 5_000;
/** Pushes in one request. */
const IN_A_REQUEST = 500;
/** Members of the mail, each with an address; what its provider takes to answer, ms. */
const MAILS = 10_000;
const MAIL_TAKES = 20;
const MESSAGES = 500;
/** ms without anything arriving after which a measurement fails, and between two looks. */
const PATIENCE = 30_000;
const LOOK = 20;

/** How many deliveries go out in a second, and what an urgent message waits while ten thousand emails do. */
export const deliver: Section = {
  name: 'deliver',
  isLong: true,
  run: async (bench) => {
    const members = Array.from({ length: MEMBERS }, (_each, index) => `delivered-${index}`);
    await ringable(bench, members);
    return [await pushes(bench, members), ...(await mails(bench, members))];
  },
};

/** Pushes of messages that are posted as fast as they are accepted, until the last has arrived. */
async function pushes(bench: Bench, members: readonly string[]): Promise<Row> {
  const count = bench.quick ? PUSHES / 10 : PUSHES;
  bench.say(`${count} pushes`);
  const before = bench.push.arrived('push');
  const startedAt = performance.now();
  for (let first = 0; first < count; first += IN_A_REQUEST) {
    const lines = Array.from({ length: IN_A_REQUEST }, (_each, index) =>
      JSON.stringify({
        id: crypto.randomUUID(),
        source: 'bench',
        type: 'bench.message',
        data: { actor: 'bob', recipients: [members[(first + index) % members.length]], payload: { text: TEXT } },
      }),
    );
    const headers = { 'content-type': 'application/x-ndjson', authorization: `Bearer ${bench.key}` };
    const { status } = await bench.load.post({ path: '/v1/events', headers, body: lines.join('\n') });
    if (status !== 202) throw new Error(`The events were not accepted: ${status}`);
  }
  const took = (await arrivals(bench, 'push', before + count)) - startedAt;
  return {
    name: 'pushes, end to end',
    product: rate((count / took) * 1_000),
    floor: '',
    ratio: '',
    note: `${count} messages in requests of ${IN_A_REQUEST}, from the first request to the last arrival at the push service`,
  };
}

/** An email to each of ten thousand, and urgent messages before and beside it. */
async function mails(bench: Bench, members: readonly string[]): Promise<Row[]> {
  const { tower, quick, say } = bench;
  const count = quick ? MAILS / 10 : MAILS;
  await prepareMail(bench, count);
  await latencies(bench, members, 1, 50, postEvent);
  say('urgent messages, nothing else');
  const idle = await latencies(bench, members, 1, quick ? MESSAGES / 5 : MESSAGES, postEvent);
  say(`an email to each of ${count}, and urgent messages beside them`);
  await awaitFewObjects(bench.server.runtime);
  const startedAt = performance.now();
  for (const recipients of chunksOf(names(count))) {
    await tower.events.post({
      id: crypto.randomUUID(),
      source: 'bench',
      type: 'bench.mail',
      data: { actor: 'bob', recipients, payload: { text: TEXT } },
    });
  }
  await arrivals(bench, 'mail', 1);
  const before = bench.push.arrived('mail');
  const beside = await latencies(bench, members, 1, quick ? MESSAGES / 5 : MESSAGES, postEvent);
  const meanwhile = bench.push.arrived('mail') - before;
  const took = (await arrivals(bench, 'mail', count)) - startedAt;
  const ratio = percentile(beside, 0.99) / percentile(idle, 0.99);
  return [
    {
      name: 'urgent message beside emails',
      product: words(beside),
      floor: words(idle),
      ratio: `${ratio.toFixed(1)}×`,
      note: `p50, p99 of ${beside.length} messages; floor: the same with nothing else; meanwhile ${meanwhile} of ${count} emails were sent`,
    },
    {
      name: 'emails, end to end',
      product: rate((count / took) * 1_000),
      floor: '',
      ratio: '',
      note: `to ${count} members, from the first request to the last email at a provider that takes ${MAIL_TAKES} ms for each`,
    },
  ];
}

async function prepareMail(bench: Bench, count: number): Promise<void> {
  const { tower, push, openFiles, say } = bench;
  push.mailTakes(MAIL_TAKES);
  await tower.types.put('bench.mail', {
    class: 'transactional',
    lane: 'bulk',
    channels: ['email'],
    template: { title: '{{actor}} wrote to you', body: '{{payload.text}}' },
  });
  await tower.providers.put('mail', {
    kind: 'resend',
    baseUrl: push.origin,
    apiKey: 'key',
    from: { email: 'tower@example.com' },
    parallel: 100,
  });
  say(`${count} members with an address`);
  await setPace(bench, paceOf(count, openFiles));
  for (const part of chunksOf(names(count))) {
    await tower.members.putMany(part.map((id) => ({ id, email: `${id}@example.com` })));
    await awaitFewObjects(bench.server.runtime);
  }
}

function names(count: number): string[] {
  return Array.from({ length: count }, (_each, index) => `mailed-${index}`);
}

/** So many at once that their objects fit the limit of open files, and their names into an event. */
function chunksOf(all: readonly string[]): string[][] {
  const parts = Math.ceil(all.length / 2_000);
  return Array.from({ length: parts }, (_each, part) => all.slice(part * 2_000, (part + 1) * 2_000));
}

/** When so many have arrived, `performance.now()`. */
async function arrivals({ push }: Bench, kind: 'push' | 'mail', count: number): Promise<number> {
  let [seen, seenAt] = [push.arrived(kind), performance.now()];
  while (push.arrived(kind) < count) {
    await sleep(LOOK);
    if (push.arrived(kind) > seen) [seen, seenAt] = [push.arrived(kind), performance.now()];
    if (performance.now() - seenAt > PATIENCE) throw new Error(`Only ${seen} of ${count} have arrived (${kind})`);
  }
  return performance.now();
}
