import { dispatch } from '../channels/dispatch.ts';
import type { CloudEvent, EventReceipt } from '../contract/event.ts';
import type { FieldError } from '../contract/problem.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import type { Environment } from '../platform/environment.ts';
import { sendAll } from '../platform/queues.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';
import { type EventLogs, eventLogsOf } from '../registry/event-logs.ts';
import type { Acceptance } from './acceptance.ts';
import { decorate } from './decorate.ts';
import { eventsMessages } from './events-messages.ts';
import { firstUse } from './first-use.ts';
import { acceptEntries, finishEventsSoon } from './log-client.ts';
import type { LogEntry } from './logged-event.ts';
import { type Rules, rulesOf } from './rules.ts';
import { type Standardised, standardise } from './standardise.ts';
import { startWork, type Work } from './start-work.ts';

/** What became of one event of a request. */
export type Accepted =
  | ({ readonly kind: 'accepted' } & EventReceipt)
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'conflict'; readonly id: string };

/** Events as a producer sent them in one request. */
export interface Posted {
  readonly tenant: string;
  readonly settings: TenantSettings;
  readonly events: readonly CloudEvent[];
  /** What stands for these events for 24 hours, whatever ids their next try gives them. */
  readonly idempotencyKey?: string | undefined;
  /** ms since the epoch. */
  readonly now: number;
}

/** Seconds until an event whose member could not be asked is offered again. */
const AGAIN_AFTER = 5;

/**
 * Takes events of a tenant: event → activity → log → offered. Answers, in their order, when the recipients named one
 * by one have decided and every fan-out is recorded; pushes are sent after that, by `later`. Answers `key-reused`,
 * and takes nothing, when the idempotency key stands for other events.
 */
export async function acceptEvents(
  env: Environment,
  posted: Posted,
  later: (work: Promise<unknown>) => void,
): Promise<Accepted[] | 'key-reused'> {
  const { tenant, now } = posted;
  const of = stubs(env, tenant);
  const logs = await eventLogsOf(of);
  const prepared = await prepare(env, of, logs, posted);
  if (prepared === 'key-reused') return prepared;

  const entries = prepared.flatMap((each) => ('entry' in each ? [each.entry] : []));
  const accepted = await acceptEntries(logs, entries, now, Number(env.TOWER_EVENT_LOG_WAIT));
  const work = workOf(entries, accepted);
  const atOnce = work.filter(({ activity }) => !activity.slowed);
  const { results, due, unfinished } = await startWork(env, of, atOnce, now, true);
  const writing = finishEventsSoon(logs, results);
  if (writing) later(writing);
  if (due.length > 0) later(dispatch(env, tenant, due));
  // What is beyond its type's rate waits in line, behind what is not; the log's alarm knows it too.
  if (atOnce.length < work.length) later(startInBulk(env, tenant, work));
  if (unfinished.length > 0) {
    // Only sooner than the log's alarm would do it: the events are accepted whether or not this can be sent.
    later(env.LIVE.send({ kind: 'events', tenant, events: unfinished }, { delaySeconds: AGAIN_AFTER }));
  }

  let next = 0;
  return prepared.map((each) => ('entry' in each ? outcomeOf(accepted[next++]) : { kind: 'invalid', ...each }));
}

async function prepare(
  env: Environment,
  of: Stubs,
  logs: EventLogs,
  posted: Posted,
): Promise<readonly Standardised[] | 'key-reused'> {
  const { events, idempotencyKey, now } = posted;
  const rules = await loadRules(of, posted);
  const standardised = events.map((event) => standardiseAs(rules.get(event.type), event, posted));
  const prepared = await decorate(standardised, { ...posted, of, rules, allow: env.TOWER_PUSH_ALLOW });
  const entries = prepared.flatMap((each) => ('entry' in each ? [each.entry] : []));
  // What is refused uses no key: the producer may mend it and send it under the same one.
  if (idempotencyKey === undefined || entries.length === 0) return prepared;
  const first = await firstUse(logs, idempotencyKey, entries, now);
  if (first === 'other-events') return 'key-reused';
  let next = 0;
  return prepared.map((each) => ('entry' in each ? { entry: first[next++] ?? each.entry } : each));
}

/** What the events are judged by, for each type that they name. */
async function loadRules(of: Stubs, { tenant, events, now }: Posted): Promise<Map<string, Rules | undefined>> {
  const names = [...new Set(events.map(({ type }) => type))];
  return new Map(await Promise.all(names.map(async (name) => [name, await rulesOf(of, tenant, name, now)] as const)));
}

function standardiseAs(rules: Rules | undefined, event: CloudEvent, { tenant, settings, now }: Posted) {
  if (rules) return standardise(tenant, event, rules.type, settings, now, rules);
  return { errors: [{ path: 'type', message: `register the type first: PUT /v1/types/${event.type}` }] };
}

/** What is left to do: all of new entries, the rest of unfinished repeats; each once. The log's id is the id. */
function workOf(entries: readonly LogEntry[], accepted: readonly Acceptance[]): Work[] {
  const work = new Map<string, Work>();
  for (const [index, entry] of entries.entries()) {
    const acceptance = accepted[index];
    if (acceptance?.kind === 'new') work.set(acceptance.id, entry);
    if (acceptance?.kind === 'repeat' && acceptance.unfinished) work.set(acceptance.id, acceptance.unfinished);
  }
  return [...work.values()];
}

/** Has the bulk lane start what is beyond the rates, as it starts again what has not finished. */
function startInBulk(env: Environment, tenant: string, work: readonly Work[]): Promise<void> {
  const ids = work.flatMap(({ activity }) => (activity.slowed ? [activity.id] : []));
  return sendAll(env.BULK, eventsMessages(tenant, ids));
}

function outcomeOf(acceptance: Acceptance | undefined): Accepted {
  if (!acceptance) throw new Error('The event log answered fewer entries than it was given');
  if (acceptance.kind === 'conflict') return acceptance;
  return { kind: 'accepted', id: acceptance.id, duplicate: acceptance.kind === 'repeat' };
}
