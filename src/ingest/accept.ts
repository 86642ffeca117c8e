import { dispatch } from '../channels/dispatch.ts';
import type { CloudEvent, EventReceipt } from '../contract/event.ts';
import type { FieldError } from '../contract/problem.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { startFanout } from '../fanout/start.ts';
import type { Environment } from '../platform/environment.ts';
import { type Stubs, stubs } from '../platform/stubs.ts';
import { typeOf } from '../registry/registry.ts';
import { type DirectActivity, MOST_DIRECT, offerDirect } from './direct.ts';
import type { Acceptance, LogEntry } from './event-log.ts';
import { acceptEntries, finishEvents, logOf } from './log-client.ts';
import { standardise } from './standardise.ts';

/** What became of one event of a request. */
export type Accepted =
  | ({ readonly kind: 'accepted' } & EventReceipt)
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'conflict'; readonly id: string };

/** Seconds until an event whose member could not be asked is offered again. */
const AGAIN_AFTER = 5;

/**
 * Takes events of a tenant: event → activity → log → offered. Answers, in their order, when the recipients named one
 * by one have decided and every fan-out is recorded; pushes are sent after that, by `later`.
 */
export async function acceptEvents(
  env: Environment,
  tenant: string,
  settings: TenantSettings,
  events: readonly CloudEvent[],
  now: number,
  later: (work: Promise<unknown>) => void,
): Promise<Accepted[]> {
  const of = stubs(env, tenant);
  const prepared = await Promise.all(
    events.map(async (event) => {
      const type = await typeOf(of, tenant, event.type, now);
      if (type) return standardise(tenant, event, type, settings, now);
      return { errors: [{ path: 'type', message: `register the type first: PUT /v1/types/${event.type}` }] };
    }),
  );
  const entries = prepared.flatMap((each) => ('entry' in each ? [each.entry] : []));
  const accepted = await acceptEntries(of, entries, now);
  const work = entries.flatMap((entry, index) => workOf(entry, accepted[index]));
  await start(env, of, tenant, work, now, later);

  let next = 0;
  return prepared.map((each) => ('entry' in each ? outcomeOf(accepted[next++]) : { kind: 'invalid', ...each }));
}

/** What is left to do for an entry: all of a new one, the rest of an unfinished repeat. The log's id is the id. */
function workOf(entry: LogEntry, acceptance: Acceptance | undefined): Pick<LogEntry, 'activity' | 'recipients'>[] {
  if (acceptance?.kind === 'new') return [entry];
  return acceptance?.kind === 'repeat' && acceptance.unfinished ? [acceptance.unfinished] : [];
}

function outcomeOf(acceptance: Acceptance | undefined): Accepted {
  if (!acceptance) throw new Error('The event log answered fewer entries than it was given');
  if (acceptance.kind === 'conflict') return acceptance;
  return { kind: 'accepted', id: acceptance.id, duplicate: acceptance.kind === 'repeat' };
}

async function start(
  env: Environment,
  of: Stubs,
  tenant: string,
  work: readonly Pick<LogEntry, 'activity' | 'recipients'>[],
  now: number,
  later: (work: Promise<unknown>) => void,
): Promise<void> {
  const direct: DirectActivity[] = [];
  for (const { activity, recipients } of work) {
    if (recipients.kind === 'list' && recipients.members.length <= MOST_DIRECT) {
      direct.push({ activity, members: recipients.members });
    } else {
      const { hash, audience } = await startFanout(env, of, activity, recipients, now);
      await logOf(of, hash).fanningOut(hash, audience);
    }
  }
  if (direct.length === 0) return;
  const { results, due, unfinished } = await offerDirect(of, direct, now, true);
  later(finishEvents(of, results));
  later(dispatch(env, tenant, due));
  if (unfinished.length > 0) {
    await env.LIVE.send({ kind: 'events', tenant, events: unfinished }, { delaySeconds: AGAIN_AFTER });
  }
}
