import { DurableObject } from 'cloudflare:workers';
import type { Lane } from '../contract/lane.ts';
import { bounded } from '../platform/bounded.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { parseName } from '../platform/names.ts';
import { stubs } from '../platform/stubs.ts';
import { Booking } from './booking.ts';
import { expired, LEASE, startable, type Turn } from './line.ts';
import { Store } from './share-store.ts';
import { START_PACES } from './start-pace.ts';

/** Ledgers told at once that their turn has come. */
const PARALLEL = 16;

/**
 * The line of one tenant's fan-outs in one lane. Only so many are under way at once, whatever the tenant posts, so that
 * those of others never stand behind all of them. A ledger that is not told asks again by its alarm. Small ones do not
 * stand in line: they book when they begin.
 */
export class Share extends DurableObject<Environment> {
  readonly #store: Store;
  readonly #booking: Booking;
  readonly #tenant: string;
  /** The rows, in their order; read once in the life of the object. */
  #line: Map<string, Turn> | undefined;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    const [tenant = '', lane = ''] = parseName(context.id.name ?? '');
    this.#tenant = tenant;
    this.#store = new Store(context.storage);
    this.#booking = new Booking(this.#store, START_PACES[lane as Lane]);
  }

  /**
   * Books the starts of so many small fan-outs; answers how long each has to wait, ms. By this object's clock, the only
   * one that all Workers share.
   */
  book(count: number): number[] {
    return this.#booking.book(count, Date.now());
  }

  /**
   * Asks for the turn of a fan-out, or says that it goes on; answers whether it has it. One that is under way (`held`)
   * keeps it, also when its row was forgotten.
   */
  async enter(event: string, weight: number, held: boolean, now: number): Promise<boolean> {
    const known = this.#turns().get(event);
    const running = held || known?.running === true;
    if (!known || known.running !== running || known.weight !== weight || known.until < now + LEASE / 2) {
      const position = known?.position ?? this.#lastPosition() + 1;
      this.#put({ event, position, weight, running, until: now + LEASE });
    }
    await this.#startNext(now, event);
    return this.#turns().get(event)?.running === true;
  }

  /** The fan-out has ended, or has to wait for its operator: others may go on. */
  async leave(event: string, now: number): Promise<void> {
    if (this.#turns().has(event)) this.#remove(event);
    await this.#startNext(now);
  }

  /** Fan-outs under way and in line. */
  standing(): { readonly underway: number; readonly waiting: number } {
    const turns = [...this.#turns().values()];
    const underway = turns.filter(({ running }) => running).length;
    return { underway, waiting: turns.length - underway };
  }

  /** Starts those who may, and tells them; one who is asking is not told but answered. */
  async #startNext(now: number, asking?: string): Promise<void> {
    for (const { event } of expired(this.#turns().values(), now)) this.#remove(event);
    for (;;) {
      const starting = startable(this.#turns().values());
      for (const turn of starting) this.#put({ ...turn, running: true, until: now + LEASE });
      const told = starting.filter(({ event }) => event !== asking);
      const of = stubs(this.env, this.#tenant);
      const answers = await bounded(told, PARALLEL, ({ event }) => of.fanout(event).go(now));
      const gone = told.filter((turn, index) => {
        const answer = answers[index];
        if (answer?.status !== 'rejected') return answer?.value === false;
        const reason = messageOf(answer.reason);
        log('warn', 'fanout.turn.failed', { tenant: this.#tenant, event: turn.event, reason });
        return false;
      });
      if (gone.length === 0) return;
      for (const { event } of gone) this.#remove(event);
    }
  }

  #turns(): Map<string, Turn> {
    this.#line ??= new Map(this.#store.turns().map((turn) => [turn.event, turn]));
    return this.#line;
  }

  #lastPosition(): number {
    return [...this.#turns().values()].at(-1)?.position ?? 0;
  }

  #put(turn: Turn): void {
    const line = this.#turns();
    this.#store.put(turn);
    line.set(turn.event, turn);
  }

  #remove(event: string): void {
    const line = this.#turns();
    this.#store.remove(event);
    line.delete(event);
  }
}
