import { AsyncLocalStorage } from 'node:async_hooks';
import type { Environment } from './environment.ts';

/**
 * Requests of one invocation that may wait for an answer at once on Cloudflare. A seventh would wait unseen, while its
 * time-out runs and blames a server that was never asked.
 */
const PLACES = 6;
/** Part of the places that one server has at most, so that one that does not answer leaves some to the others. */
const PART_OF_ONE = 5 / 6;

/** What waits for a place, and the places that are taken. */
class Line {
  readonly #places: number;
  readonly #taken = new Map<string, number>();
  #waiting: { readonly server: string; readonly go: (hasPlace: true) => void }[] = [];

  constructor(places: number) {
    this.#places = places;
  }

  /** Takes a place, as soon as there is one; answers whether there was within so many ms. */
  async enter(server: string, longest: number): Promise<boolean> {
    if (this.#hasPlace(server)) {
      this.#take(server);
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = { server, go: resolve };
    this.#waiting.push(waiting);
    const timer = setTimeout(() => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
      resolve(false);
    }, longest);
    return promise.finally(() => clearTimeout(timer));
  }

  leave(server: string): void {
    const left = this.#of(server) - 1;
    if (left > 0) this.#taken.set(server, left);
    else this.#taken.delete(server);
    const next = this.#waiting.find((each) => this.#hasPlace(each.server));
    if (!next) return;
    this.#waiting = this.#waiting.filter((each) => each !== next);
    this.#take(next.server);
    next.go(true);
  }

  #hasPlace(server: string): boolean {
    const all = [...this.#taken.values()].reduce((sum, each) => sum + each, 0);
    return all < this.#places && this.#of(server) < this.#places * PART_OF_ONE;
  }

  #take(server: string): void {
    this.#taken.set(server, this.#of(server) + 1);
  }

  #of(server: string): number {
    return this.#taken.get(server) ?? 0;
  }
}

const lines = new AsyncLocalStorage<Line>();

/** Runs what an invocation does: everything in it that goes through `outgoing` stands in one line, before so many places. */
export function inOneLine<Answer>(
  { TOWER_OUTGOING }: Pick<Environment, 'TOWER_OUTGOING'>,
  task: () => Promise<Answer>,
): Promise<Answer> {
  return lines.getStore() ? task() : lines.run(new Line(Number(TOWER_OUTGOING) || PLACES), task);
}

/**
 * Asks a server as soon as there is a place: of six in an invocation it takes five at most. Undefined when there was none
 * within `longest` ms: then it was not asked.
 */
export async function outgoing<Answer>(
  server: string,
  longest: number,
  task: () => Promise<Answer>,
): Promise<Answer | undefined> {
  const line = lines.getStore();
  if (!line) return task();
  if (!(await line.enter(server, longest))) return undefined;
  try {
    return await task();
  } finally {
    line.leave(server);
  }
}
