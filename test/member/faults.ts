import { evictDurableObject } from 'cloudflare:test';
import type { DeliverMessage } from '../../src/contract/queue-message.ts';
import { armedAt, DAY, type MemberStub, ringAt } from './world.ts';

/** What goes wrong on the way from the alarm to the device. */
export interface Fault {
  /** The object loses its memory before every call. */
  readonly evicts?: true;
  /** How often each alarm fires. */
  readonly fires?: 2;
  /** By how much each alarm is late, ms. */
  readonly late?: number;
  /** The first message to the deliver queue about each ring is lost. */
  readonly losesMessages?: true;
  /** The deliver queue cannot be reached at first. */
  readonly losesQueue?: true;
  /** The first consumer dies before it sends. */
  readonly losesConsumers?: true;
}

export const FAULTS: readonly (readonly [string, Fault])[] = [
  ['nothing goes wrong', {}],
  ['it is evicted before every call', { evicts: true }],
  ['every alarm fires twice', { fires: 2 }],
  ['every alarm is days late', { late: 3 * DAY }],
  ['every message is lost once', { losesMessages: true }],
  ['the queue is down at first', { losesQueue: true }],
  ['the first consumer dies before it sends', { losesConsumers: true }],
  ['all of that', { evicts: true, fires: 2, losesMessages: true, losesQueue: true, losesConsumers: true }],
];

/** A push that a device has got. */
export interface Shown {
  readonly id: string;
  readonly title: string;
  readonly isQuiet: boolean;
  readonly at: number;
}

/** Fires every alarm until a moment, does the work of the deliver queue, and gives what devices have got by it. */
export async function serve(member: MemberStub, until: number, fault: Fault): Promise<Shown[]> {
  const shown: Shown[] = [];
  const perhapsEvict = () => (fault.evicts ? evictDurableObject(member) : undefined);
  /** What is still to go wrong with the ring of a notification that is under way. */
  const pending = new Map<string, Mishap[]>();
  const pendingOf = (id: string) => pending.get(id) ?? mishapsOf(fault);
  const received: string[] = [];
  const receive = ({ notifications }: DeliverMessage) => {
    const refused = notifications.filter((id) => pendingOf(id)[0] === 'queue');
    for (const id of refused) pending.set(id, pendingOf(id).slice(1));
    return refused.length > 0
      ? Promise.reject(new Error('the queue is down'))
      : Promise.resolve(received.push(...notifications));
  };

  for (let at = await armedAt(member); at !== null && at <= until; at = await armedAt(member)) {
    const now = at + (fault.late ?? 0);
    for (let time = 0; time < (fault.fires ?? 1); time++) {
      await perhapsEvict();
      await ringAt(member, now, receive);
    }
    for (const id of received.splice(0)) {
      const [mishap, ...more] = pendingOf(id);
      if (mishap === undefined) pending.delete(id);
      else pending.set(id, more);
      if (mishap === 'message') continue;
      await perhapsEvict();
      const due = await member.take([id], now + 1);
      if (mishap === 'consumer') continue;
      await perhapsEvict();
      await member.settle(
        due.map(({ notification, device }) => ({ notification, device, outcome: { kind: 'sent' as const } })),
        now + 2,
      );
      shown.push(...due.map(({ message: { title, quiet } }) => ({ id, title, isQuiet: quiet === true, at: now })));
    }
  }
  return shown;
}

/** What goes wrong with every ring, in this order. */
type Mishap = 'queue' | 'message' | 'consumer';

function mishapsOf({ losesQueue, losesMessages, losesConsumers }: Fault): Mishap[] {
  return [
    ...(losesQueue ? (['queue'] as const) : []),
    ...(losesMessages ? (['message'] as const) : []),
    ...(losesConsumers ? (['consumer'] as const) : []),
  ];
}
