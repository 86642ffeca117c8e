import type { Policy } from '../../src/contract/policy.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import { eventId } from '../../src/platform/event-id.ts';
import type { Stubs } from '../../src/platform/stubs.ts';
import { activityOf } from '../decide/cases.ts';
import { offered } from '../member/world.ts';

let number = 0;

/** Something transactional that is sent by email, of an event of its own. */
export function aCandidate(at = Date.UTC(2050, 0, 1), channels: Policy['channels'] = ['in-app', 'email']) {
  const id = eventId(at, String(number++).padStart(16, '0'));
  const activity = activityOf({ id, actor: 'eve', item: id }, { class: 'transactional', channels });
  return { id, candidate: offered({ activity }) };
}

/** A notification of a member that a provider has just taken on a channel; gives its id. */
export async function aDelivered(member: ReturnType<Stubs['member']>, channel: 'email' | 'sms'): Promise<string> {
  const now = Date.now();
  const { id, candidate } = aCandidate(now, ['in-app', channel]);
  const { due } = await offerTo(member, [candidate], now, false);
  const settlements = due.map(({ notification, device }) => ({
    notification,
    device,
    outcome: { kind: 'sent' } as const,
  }));
  if (settlements.length !== 1) throw new Error('nothing was due');
  await member.settle(settlements, now);
  return id;
}
