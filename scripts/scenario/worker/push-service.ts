import { PUSH_HOST } from '../push-host.ts';
import type { PushServiceState } from '../story.ts';
import { newPhone, type Phone, type Shown } from './phone.ts';
import { storyClock } from './story-clock.ts';

/** Seconds that it asks to wait while it is busy. */
const ASKED_WAIT = 60;
/** ms after which the product gives up a push service that does not answer. */
const TIME_OUT = 10_000;

/** What a device showed, and when. */
export interface Arrival extends Shown {
  readonly at: number;
  readonly member: string;
  readonly device: string;
}

let state: PushServiceState = 'up';
let phones = new Map<string, Phone>();
let arrivals: Arrival[] = [];

/** The push service of all devices of a story. The product reaches it by `fetch`, as it does any other. */
export const pushService = {
  clear(): void {
    state = 'up';
    phones = new Map();
    arrivals = [];
  },

  /** A browser subscribes: its endpoint and its keys. */
  subscribe(member: string, device: string) {
    const phone = newPhone();
    const endpoint = endpointOf(member, device);
    phones.set(endpoint, phone);
    return { endpoint, keys: phone.keys };
  },

  unsubscribe(member: string, device: string): void {
    phones.delete(endpointOf(member, device));
  },

  become(next: PushServiceState): void {
    state = next;
  },

  /** What the devices have shown since this was asked last. */
  takeArrivals(): Arrival[] {
    const taken = arrivals;
    arrivals = [];
    return taken;
  },

  /** Answers a push message as RFC 8030 has it; stands in for the global `fetch`. */
  async fetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    // Tries that are made at the same time also end at the same time.
    const startedAt = storyClock.now();
    const request = new Request(input, init);
    const body = await request.arrayBuffer();
    switch (state) {
      case 'down':
        return new Response(null, { status: 503 });
      case 'busy':
        return new Response(null, { status: 429, headers: { 'Retry-After': String(ASKED_WAIT) } });
      case 'silent':
        storyClock.passTo(startedAt + TIME_OUT);
        throw new DOMException('The operation timed out', 'TimeoutError');
      case 'up':
        return deliver(request.url, body);
    }
  },
};

function deliver(endpoint: string, body: ArrayBuffer): Response {
  const phone = phones.get(endpoint);
  if (!phone) return new Response(null, { status: 410 });
  const [member = '', device = ''] = new URL(endpoint).pathname.slice(1).split('/').map(decodeURIComponent);
  arrivals.push({ at: storyClock.now(), member, device, ...phone.show(body) });
  return new Response(null, { status: 201 });
}

function endpointOf(member: string, device: string): string {
  return `https://${PUSH_HOST}/${encodeURIComponent(member)}/${encodeURIComponent(device)}`;
}
