import { evictDurableObject, runInDurableObject } from 'cloudflare:test';
import type { ExpectStatic } from 'vitest';
import type { DeliverMessage } from '../../src/contract/queue-message.ts';
import type { Member } from '../../src/member/member.ts';
import type { Moment } from './simulation-rings.ts';
import { type Snapshot, snapshot } from './simulation-state.ts';
import { freshMember, type MemberStub } from './world.ts';

/** The real object of a simulated member, seen from inside, so that a step is a call and not a message. */
export class SimulatedObject {
  /** Messages in the deliver queue. */
  readonly messages: DeliverMessage[] = [];
  readonly #expect: ExpectStatic;
  readonly #stub: MemberStub = freshMember();
  #inside: { readonly member: Member; readonly storage: DurableObjectStorage } | undefined;
  #isQueueUp = true;

  constructor(expect: ExpectStatic) {
    this.#expect = expect;
  }

  /** Works inside the object, whose deliver queue is the simulation's. */
  enter(work: () => Promise<void>): Promise<void> {
    return runInDurableObject(this.#stub, async (member: Member, { storage }) => {
      this.#inside = { member, storage };
      const holder = member as unknown as { env: object };
      holder.env = { ...holder.env, DELIVER: { send: (message: DeliverMessage) => this.#receive(message) } };
      await work();
    });
  }

  evict(): Promise<void> {
    return evictDurableObject(this.#stub);
  }

  get member(): Member {
    return this.#entered.member;
  }

  /** When it will wake, ms since the epoch. */
  get armed(): Promise<number | null> {
    return this.#entered.storage.getAlarm();
  }

  /** The platform takes an alarm away when it fires. */
  disarm(): Promise<void> {
    return this.#entered.storage.deleteAlarm();
  }

  async wake(now: number, isQueueUp: boolean): Promise<void> {
    this.#isQueueUp = isQueueUp;
    await this.member.wake(now);
    this.#isQueueUp = true;
  }

  snapshot(): Promise<Snapshot> {
    return snapshot(this.member, this.#entered.storage);
  }

  /** All that the object has written. */
  rows(): unknown {
    const { sql } = this.#entered.storage;
    const tables = ['notification', 'fact', 'ring'];
    return tables.map((table) => sql.exec(`select * from ${table}`).toArray());
  }

  /** What is true of the member now, as far as it says what may go out. */
  moment(): Omit<Moment, 'now' | 'seen'> {
    const preferences = this.member.preferences();
    const { notifications } = this.member.export();
    return {
      preferences,
      timezone: preferences.timezone ?? 'UTC',
      present: new Set(notifications.map(({ id }) => id)),
      items: new Map(notifications.flatMap(({ id, items }) => (items ? [[id, items] as const] : []))),
    };
  }

  /** Does it, and perhaps does it again at the same moment: the answer is the same and nothing changes. */
  async twice<Answer>(isRepeated: boolean, work: () => Promise<Answer>): Promise<Answer> {
    const answer = await work();
    if (!isRepeated) return answer;
    const rows = this.rows();
    this.#expect(await work(), 'a repeat is answered otherwise').toEqual(answer);
    this.#expect(this.rows(), 'a repeat changes something').toEqual(rows);
    return answer;
  }

  get #entered() {
    if (!this.#inside) throw new Error('nobody is inside the object');
    return this.#inside;
  }

  async #receive(message: DeliverMessage): Promise<void> {
    if (!this.#isQueueUp) throw new Error('the queue is down');
    this.messages.push(message);
  }
}
