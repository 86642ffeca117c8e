import { setTimeout as sleep } from 'node:timers/promises';
import type { EventInput } from '../../src/client/events.ts';
import { createMemberClient } from '../../src/client/member-client.ts';
import { createTower, type Tower } from '../../src/client/tower.ts';
import { OUTCOME_PLANS } from '../decide/outcome-plans.ts';
import type { Cost } from '../decide/year-report.ts';
import { takeFanoutRows } from '../fan-out-rows.ts';
import { type Aim, atMost, type Row } from '../report.ts';
import { type Bench, type Section, TENANT } from '../section.ts';
import { BENCH, METERED, type RowsAnswer, type RowsOrder } from '../worker/orders.ts';
import { NO_ROWS, plusRows, type RowCount } from '../worker/row-meter.ts';

/** Members in turn, and events of each kind. */
const MEMBERS = 10;
const EVENTS = 200;
const QUIET = 400;

/** Types of the events: what has the second one's item is one story. */
const [PLAIN, STORY] = ['bench.rows', 'bench.story'];

/** What an event costs in rows, counted by the database itself on the product's real path. */
export const rows: Section = {
  name: 'rows',
  run: async (bench) => {
    const tower = createTower({ url: `${bench.server.url}${METERED}`, key: bench.key });
    const template = { title: '{{actor}} wrote to you' };
    await tower.types.put(PLAIN, { class: 'transactional', template });
    await tower.types.put(STORY, { class: 'transactional', template, collapse: {} });
    bench.say('rows of a first touch');
    const first = await measure(bench, tower, names('first'), MEMBERS, {});
    bench.say('rows of timeline, dropped, merged and pushed candidates');
    const timeline = await warmed(bench, tower, names('timeline'), {});
    const dropped = await warmed(bench, tower, names('dropped'), { own: true });
    const merged = await warmed(bench, tower, names('merged'), { type: STORY });
    const pushed = names('pushed');
    for (const member of pushed) await register(bench, tower, member);
    const push = await warmed(bench, tower, pushed, {});
    return [
      cost('rows, dropped candidate', dropped.members, 1),
      cost('rows, timeline candidate', timeline.members, 1),
      cost('rows, merged candidate', merged.members, 1),
      cost('rows, pushed candidate (offer + settle)', push.members, 2),
      ...(await overTime(bench)),
      cost('rows, first candidate of a new member', first.members),
      cost('rows, ledger of a fan-out to one member', await ledgerOf(bench)),
      cost('rows, event log of a timeline event', timeline.eventLog),
      cost('rows, event log of a pushed event', push.eventLog),
    ];
  },
};

/** What a fan-out writes beside its members: each has a database of its own. */
async function ledgerOf(bench: Bench): Promise<RowCount> {
  const { tower, say } = bench;
  say('rows of a fan-out');
  await tower.edges.put([{ from: 'ledger-0', to: 'bench.ledger' }]);
  await takeFanoutRows(bench);
  for (let sequence = 0; sequence < MEMBERS; sequence++) {
    const data = { actor: `actor-${sequence}`, audience: { of: 'bench.ledger' } };
    const { id } = await tower.events.post({ id: crypto.randomUUID(), source: 'bench', type: PLAIN, data });
    while ((await tower.events.status(id)).state !== 'done') await sleep(20);
  }
  return per((await takeFanoutRows(bench)).ledger, MEMBERS);
}

/** What takes hours: in members that live by a plan instead of the clock. */
async function overTime({ load, say }: Bench): Promise<Row[]> {
  say('rows of what waits');
  const result: Row[] = [];
  for (const [outcome, { counted }] of Object.entries(OUTCOME_PLANS)) {
    const order = { member: outcome, outcome };
    const { status, body } = await load.post({ path: `${BENCH}/outcome`, headers: {}, body: JSON.stringify(order) });
    if (status !== 200) throw new Error(`The outcome was not reached: ${body.slice(0, 500)}`);
    const { calls, ...rows } = JSON.parse(body) as Cost;
    const { note, ...row } = cost(`rows, ${outcome}`, per(rows, counted.length));
    result.push({ ...row, note: `${note}; ${calls - counted.length} alarms fired` });
  }
  return result;
}

function cost(name: string, { written, read, alarms }: RowCount, most?: number): Row {
  const aim: Aim | undefined = most === undefined ? undefined : atMost(written, most, ' written');
  return {
    name,
    product: `${short(written)} written, ${short(read)} read`,
    floor: '',
    ratio: '',
    ...(aim && { aim }),
    note: `${short(alarms)} alarms set, each billed as a row more`,
  };
}

/** The average of events after the first ones, which make databases and fill what objects keep in memory. */
async function warmed(bench: Bench, tower: Tower, members: readonly string[], kind: Kind): Promise<RowsAnswer> {
  // Enough that every part of the event log has been touched.
  await measure(bench, tower, members, 100, kind);
  return measure(bench, tower, members, bench.quick ? EVENTS / 4 : EVENTS, kind);
}

interface Kind {
  /** Whether the actor is the recipient: such a candidate is dropped. */
  readonly own?: boolean;
  /** `PLAIN` when not said. */
  readonly type?: string;
}

async function measure(
  bench: Bench,
  tower: Tower,
  members: readonly string[],
  events: number,
  { own = false, type = PLAIN }: Kind,
): Promise<RowsAnswer> {
  await takeSettled(bench, members);
  for (let sequence = 0; sequence < events; sequence++) {
    const member = members[sequence % members.length] ?? '';
    await tower.events.post(eventOf(type, member, own ? member : `actor-${sequence}`));
  }
  const { members: ofMembers, eventLog } = await takeSettled(bench, members);
  return { members: per(ofMembers, events), eventLog: per(eventLog, events) };
}

function eventOf(type: string, member: string, actor: string): EventInput {
  return {
    id: crypto.randomUUID(),
    source: 'bench',
    type,
    data: { actor, recipients: [member], item: { id: 'message-1', url: 'https://example.com/messages/1' } },
  };
}

async function register({ push }: Bench, tower: Tower, member: string): Promise<void> {
  const { token } = await tower.tokens.issue(member);
  const { devices } = createMemberClient({ url: tower.url, token });
  await devices.put({ kind: 'web-push', subscription: push.subscription(member) });
}

/** Takes the counts until nothing more is written: events are finished and deliveries settled after the answer. */
async function takeSettled({ load }: Bench, members: readonly string[]): Promise<RowsAnswer> {
  const order: RowsOrder = { tenant: TENANT, members };
  let total: RowsAnswer = { members: NO_ROWS, eventLog: NO_ROWS };
  for (let quietSince = Date.now(); Date.now() - quietSince < QUIET; await sleep(50)) {
    const { status, body } = await load.post({ path: `${BENCH}/rows`, headers: {}, body: JSON.stringify(order) });
    if (status !== 200) throw new Error(`The rows could not be counted: ${body.slice(0, 500)}`);
    const more = JSON.parse(body) as RowsAnswer;
    if (more.members.written + more.members.read + more.eventLog.written + more.eventLog.read > 0) {
      quietSince = Date.now();
    }
    total = { members: plusRows(total.members, more.members), eventLog: plusRows(total.eventLog, more.eventLog) };
  }
  return total;
}

function per({ written, read, alarms }: RowCount, events: number): RowCount {
  return { written: written / events, read: read / events, alarms: alarms / events };
}

function names(kind: string): string[] {
  const run = crypto.randomUUID();
  return Array.from({ length: MEMBERS }, (_each, index) => `${kind}-${run}-${index}`);
}

function short(value: number): string {
  return value.toFixed(2).replace(/\.?0+$/, '');
}
