import type { EventStatus } from '../contract/event.ts';
import { steerFanout } from '../fanout/steer-fanout.ts';
import type { SteerAnswer, Steering } from '../fanout/work.ts';
import type { Environment } from '../platform/environment.ts';
import { isEventId } from '../platform/event-id.ts';
import type { Stubs } from '../platform/stubs.ts';
import { MOST_DIRECT } from './direct.ts';
import { loadEvents } from './log-client.ts';
import type { LoggedEvent } from './logged-event.ts';

/** A fan-out that was steered and where it stands, or in words why it cannot be. */
export type Steered = Pick<EventStatus, 'id' | 'state'> | { readonly refused: string };

type Refusal = Extract<SteerAnswer, { kind: 'refused' }>['why'];
const REFUSALS: Readonly<Record<Refusal, string>> = {
  ended: 'Its fan-out has ended: nothing of it is left to offer',
  cancelled: 'Its fan-out was cancelled, and cannot go on',
  recalled: 'The event was recalled: nobody is offered it any more',
};

/**
 * Has the fan-out of an event wait, go on or end; undefined for an event that the tenant does not have. Idempotent: the
 * same again answers where it stands.
 */
export async function steerEvent(
  env: Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>,
  of: Stubs,
  id: string,
  how: Steering,
  now: number,
): Promise<Steered | undefined> {
  if (!isEventId(id)) return undefined;
  const [row] = await loadEvents(of, [id]);
  if (row?.id !== id) return undefined;
  const answer = await steerFanout(env, of, id, how, now);
  if (!answer) return { refused: withoutLedger(row) };
  return answer.kind === 'steered' ? { id, state: answer.state } : { refused: REFUSALS[answer.why] };
}

function withoutLedger({ recipients, state }: LoggedEvent): string {
  if (recipients.kind === 'list' && recipients.members.length <= MOST_DIRECT) {
    return `It is not fanned out: up to ${MOST_DIRECT} recipients are offered an event when it is posted`;
  }
  if (state === 'accepted') return 'Its fan-out has not begun: ask again in a moment';
  return state === 'cancelled' ? REFUSALS.cancelled : REFUSALS.ended;
}
