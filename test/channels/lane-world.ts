import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { vi } from 'vitest';
import { deliver } from '../../src/channels/deliver.ts';
import { dispatch } from '../../src/channels/dispatch.ts';
import type { Policy } from '../../src/contract/policy.ts';
import type { DeadMessage, DeliverMessage } from '../../src/contract/queue-message.ts';
import type { Member } from '../../src/member/member.ts';
import { offerTo } from '../../src/member/offer-to.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { bindings, newTenant, type TestTenant } from '../http/world.ts';
import { candidateAt, NOON } from '../member/world.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** What a server of a provider is asked: which one, about which delivery, and when. */
export interface Asked {
  readonly host: string;
  /** The id that the server knows a repeat by. */
  readonly id: string;
  readonly member: string;
  readonly at: number;
}

/** How a server behaves: a status, or `hang up` once it has read the request, or nobody there. */
export type Behaviour = number | 'taken and cut' | 'refused to connect' | Promise<number>;

/** A deliver lane whose queue, clock and providers' servers belong to the test. */
export interface Lane {
  readonly tenant: TestTenant;
  readonly env: Environment;
  /** Every request that reached a server, in order. */
  readonly asked: Asked[];
  readonly dead: DeadMessage[];
  /** Messages that wait in the deliver queue; take from it, or lose it. */
  readonly queue: DeliverMessage[];
  now(): number;
  advance(ms: number): void;
  /** A provider of the channel `webhook` on a host of its own, `<name>.example.com`. */
  provide(name: string, definition?: object): Promise<void>;
  /** From now on the server behaves so. */
  answer(name: string, behave: (asked: Asked) => Behaviour): void;
  /** Offers each of them a notification on the channel `webhook`, and hands over what is due. */
  send(members: readonly string[], policy?: Partial<Policy>, expiresAt?: number): Promise<void>;
  /** Consumes what waits in the queue. */
  drain(): Promise<void>;
  /** Lets time pass up to a moment: alarms fire in their order, and the queue is consumed after each. */
  passUntil(moment: number): Promise<void>;
  /** Where each member's only delivery stands. */
  states(): Promise<Record<string, string | undefined>>;
  stored(member: string): Promise<Stored | undefined>;
}

interface Stored {
  readonly state: string;
  readonly attempt: number;
  readonly at?: number;
  readonly provider?: string;
  readonly reason?: string;
}

/** A fresh lane at noon of a day long after every run: no alarm fires by itself. */
export async function newLane(): Promise<Lane> {
  const tenant = await newTenant({ providerHosts: ['*'] });
  let now = NOON;
  vi.spyOn(Date, 'now').mockImplementation(() => now);
  const [asked, dead, queue]: [Asked[], DeadMessage[], DeliverMessage[]] = [[], [], []];
  const behaviours = new Map<string, (asked: Asked) => Behaviour>();
  const members = new Set<string>();

  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const host = new URL(url).hostname;
    const id = new Headers(init.headers).get('webhook-id') ?? '';
    const { data } = JSON.parse(String(init.body)) as { data: { member: string } };
    const request: Asked = { host: host.replace('.example.com', ''), id, member: data.member, at: now };
    asked.push(request);
    const behaviour = await (behaviours.get(request.host)?.(request) ?? 200);
    if (typeof behaviour === 'number') return new Response(null, { status: behaviour });
    const code = behaviour === 'taken and cut' ? 'ECONNRESET' : 'ECONNREFUSED';
    throw Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error(code), { code }) });
  });

  const env: Environment = {
    ...bindings,
    DELIVER: queueInto(queue),
    DEAD: queueInto(dead),
  };
  const memberOf = (member: string) => tenant.of.member(member);
  const drain = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await deliver(env, next, now);
  };
  const armedAt = (member: string) =>
    runInDurableObject(memberOf(member), (_instance: Member, { storage }) => storage.getAlarm());
  const stored = async (member: string) =>
    runInDurableObject(memberOf(member), (_instance: Member, { storage }) => {
      const rows = storage.sql.exec<{ deliveries: string }>('select deliveries from notification').toArray();
      return rows.flatMap(({ deliveries }) => JSON.parse(deliveries ?? '[]') as Stored[])[0];
    });

  return {
    tenant,
    env,
    asked,
    dead,
    queue,
    now: () => now,
    advance: (ms) => {
      now += ms;
    },
    provide: async (name, definition = {}) => {
      const body = { kind: 'webhook', url: `https://${name}.example.com/`, secret: SECRET, ...definition };
      const { status, json } = await tenant.ask('PUT', `/v1/providers/${name}`, { body });
      if (status !== 200) throw new Error(`No provider: ${JSON.stringify(json)}`);
    },
    answer: (name, behave) => void behaviours.set(name, behave),
    send: async (names, policy = {}, expiresAt) => {
      for (const member of names) {
        members.add(member);
        const change = { actor: 'eve', ...(expiresAt === undefined ? {} : { expiresAt }) };
        const candidate = candidateAt(now, { channels: ['in-app', 'webhook'], ...policy }, change);
        const { due } = await offerTo(memberOf(member), [candidate], now, false);
        await runInDurableObject(memberOf(member), (instance: Member) => {
          const holder = instance as unknown as { env: Environment };
          holder.env = { ...holder.env, DELIVER: env.DELIVER };
        });
        await dispatch(env, tenant.name, due);
      }
    },
    drain,
    passUntil: async (moment) => {
      await drain();
      // A member's alarm is moved by what is done for that member alone.
      const alarms = new Map<string, number | null>();
      for (const member of members) alarms.set(member, await armedAt(member));
      for (;;) {
        const due = [...alarms].flatMap(([member, at]) => (at === null || at > moment ? [] : [{ member, at }]));
        const [first] = due.sort((one, other) => one.at - other.at);
        if (!first) break;
        now = Math.max(now, first.at);
        await runDurableObjectAlarm(memberOf(first.member));
        await drain();
        alarms.set(first.member, await armedAt(first.member));
      }
      now = Math.max(now, moment);
    },
    states: async () => {
      const all = await Promise.all(
        [...members].map(async (member) => [member, (await stored(member))?.state] as const),
      );
      return Object.fromEntries(all);
    },
    stored,
  };
}

function queueInto<Message>(kept: Message[]): Queue<Message> {
  return {
    send: async (message: Message) => void kept.push(structuredClone(message)),
    sendBatch: async (messages: Iterable<{ body: Message }>) => {
      for (const { body } of messages) kept.push(structuredClone(body));
    },
  } as unknown as Queue<Message>;
}
