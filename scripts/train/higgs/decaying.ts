import { grown } from './grown.ts';

/** Counts, each of which halves every `halfLife` seconds: how much there was lately, in one number. */
export class Decaying {
  readonly #halfLife: number;
  #counts = new Float32Array(1 << 12);
  #size = 0;

  constructor(halfLife: number) {
    this.#halfLife = halfLife;
  }

  /** A count as it is now; 0 where nothing was ever added. */
  at(index: number): number {
    return this.#counts[index] ?? 0;
  }

  /** Adds one that happened so many seconds ago. */
  add(index: number, ago: number): void {
    this.#counts = grown(this.#counts, index + 1);
    this.#size = Math.max(this.#size, index + 1);
    this.#counts[index] = this.at(index) + 2 ** (-ago / this.#halfLife);
  }

  /** Time passes: all halve as they should. */
  pass(seconds: number): void {
    const rest = 2 ** (-seconds / this.#halfLife);
    for (let index = 0; index < this.#size; index++) this.#counts[index] = (this.#counts[index] ?? 0) * rest;
  }
}
