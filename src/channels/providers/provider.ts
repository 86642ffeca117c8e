import { DurableObject } from 'cloudflare:workers';
import { toInstant } from '../../contract/identifier.ts';
import type { ProviderHealth } from '../../contract/provider.ts';
import type { Environment } from '../../platform/environment.ts';
import { log } from '../../platform/log.ts';
import { parseName } from '../../platform/names.ts';
import { afterFailure, afterSuccess, type Circuit, CLOSED, pauseOf, stateOf } from './circuit.ts';
import { type Pace, type Paced, type Rate, take, UNSPENT, type Wanting } from './pace.ts';
import { Places } from './places.ts';
import { Store } from './store.ts';

/** What of a provider's definition bounds what goes to it. */
export interface Limits {
  readonly rate?: Rate | undefined;
  readonly parallel: number;
}

/** A delivery that asks to go, and what became of earlier ones that nobody had to hear of at once. */
export interface Want extends Wanting {
  /** Only asks: a moment that it is told is not kept for it. */
  readonly asks?: true;
  readonly told?: readonly Told[];
}

/** Whether a delivery may be handed to a provider. Moments in ms since the epoch. */
export type Permit =
  | Go
  /** There is no room for it; at this moment there is. */
  | { readonly kind: 'wait'; readonly at: number }
  | Open;

/** At this moment: now, or so soon that it can be waited for. */
export interface Go {
  readonly kind: 'go';
  readonly at: number;
  readonly ticket: string;
  /** Its end has to be told at once. */
  readonly isHeard: boolean;
}

/** It fails `since` a moment, and is asked for nothing until another; `pause` ms is how long it is left alone. */
export interface Open {
  readonly kind: 'open';
  readonly retryAt: number;
  readonly since: number;
  readonly pause: number;
}

/** How a delivery has ended, as far as it tells of its provider. */
export interface Told {
  readonly ticket: string;
  /** Why the provider failed; absent when it did not, whatever it said of the delivery. */
  readonly failed?: string;
}

/** ms after which whoever found somebody trying whether it works again asks anew. */
const TRY_FOR = 5_000;
/** Moments told less far ahead are known in memory only, ms: an eviction forgets no more. */
const KEPT_FROM = 10_000;
/** A row stands for what is told in so long after it, as a part of how far ahead that is. */
const KEPT_AHEAD = 0.1;

/**
 * One provider of one tenant, as all Workers see it: who may go to it, at what pace, and whether it works.
 *
 * The circuit is written when it opens or closes, and how far ahead a long line reaches; all else is in memory. An object
 * that is evicted was idle: its burst is whole again, nothing is under way, and failures that did not open the circuit are
 * so old that they say little. A provider that works writes no row at all.
 */
export class Provider extends DurableObject<Environment> {
  readonly #store: Store;
  readonly #places = new Places();
  #circuit: Circuit = CLOSED;
  #pace: Pace = UNSPENT;
  #keptUntil = 0;
  /** The delivery that is to show whether it works again. */
  #trying = '';

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    this.#store = new Store(context.storage);
    const known = this.#store.standing();
    if (!known) return;
    this.#circuit = known.circuit;
    this.#keptUntil = known.bookedUntil;
    this.#pace = { ...UNSPENT, line: known.bookedUntil };
  }

  /** Whether a delivery may go to it. One that goes has a place until it is reported, or for a minute. */
  permit({ asks, told = [], ...want }: Want, { rate, parallel }: Limits, now: number): Permit {
    this.report(told, now);
    const state = stateOf(this.#circuit, now);
    if (state === 'open') return this.#refusal(this.#circuit.retryAt ?? now);
    const underway = this.#places.count(now);
    if (state === 'half-open' && this.#places.has(this.#trying)) return this.#refusal(now + TRY_FOR);
    if (underway >= parallel) return { kind: 'wait', at: this.#places.nextFree(parallel, now) };
    const { kind, at } = this.#paced(want, rate, asks === true, now);
    if (kind === 'wait') return { kind, at };
    const ticket = this.#places.take(at);
    const isTrial = state === 'half-open';
    if (isTrial) this.#trying = ticket;
    const isHeard = isTrial || this.#circuit.failures > 0 || (underway + 1) * 2 > parallel;
    return { kind: 'go', at, ticket, isHeard };
  }

  /** How deliveries have ended: their places are free, and the circuit opens or closes. Answers whether it is open. */
  report(told: readonly Told[], now: number): Open | undefined {
    const before = this.#circuit;
    for (const { ticket, failed } of told) {
      this.#places.free(ticket, now);
      this.#circuit =
        failed === undefined ? afterSuccess(this.#circuit, now) : afterFailure(this.#circuit, failed, now);
    }
    if (this.#circuit.retryAt !== before.retryAt) this.#turned(now);
    return stateOf(this.#circuit, now) === 'open' ? this.#refusal(this.#circuit.retryAt ?? now) : undefined;
  }

  /** How it is doing. */
  health(now: number): ProviderHealth {
    const { failures, retryAt, reason } = this.#circuit;
    return {
      circuit: stateOf(this.#circuit, now),
      failures,
      ...(retryAt === undefined ? {} : { retryAt: toInstant(retryAt) }),
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /** Somebody has changed or removed it: what it did before says nothing any more. */
  renew(now: number): void {
    if (this.#circuit === CLOSED) return;
    const isOpen = this.#circuit.retryAt !== undefined;
    this.#circuit = CLOSED;
    if (isOpen) this.#turned(now);
  }

  #refusal(retryAt: number): Open {
    return { kind: 'open', retryAt, since: this.#circuit.since ?? retryAt, pause: pauseOf(this.#circuit) };
  }

  #paced(want: Wanting, rate: Rate | undefined, asks: boolean, now: number): Pick<Paced, 'kind' | 'at'> {
    if (rate === undefined) return { kind: 'go', at: now };
    const { kind, at, pace } = take(this.#pace, want, rate, now);
    if (kind === 'wait' && asks) return { kind, at };
    this.#pace = pace;
    if (kind === 'wait' && at > this.#keptUntil && at >= now + KEPT_FROM) {
      this.#keptUntil = Math.ceil(at + Math.max(KEPT_FROM, (at - now) * KEPT_AHEAD));
      this.#keep();
    }
    return { kind, at };
  }

  #turned(now: number): void {
    const [tenant = '', provider = ''] = parseName(this.ctx.id.name ?? '');
    log('warn', `provider.${stateOf(this.#circuit, now)}`, { tenant, provider, reason: this.#circuit.reason });
    this.#keep();
  }

  #keep(): void {
    this.#store.keep({ circuit: this.#circuit, bookedUntil: this.#keptUntil });
  }
}
