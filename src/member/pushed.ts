import type { Pushed, PushedRows } from '../decide/member-state.ts';
import type { FeatureRows } from './feature-rows.ts';

/**
 * What pushes told of the member, as the pipeline sees it: a dataset is read when a model first asks for it and kept in
 * memory while the object lives. Most candidates never ask.
 */
export class PushedFeatures implements Pushed {
  readonly #rows: FeatureRows;
  readonly #known = new Map<string, PushedRows | undefined>();
  #isEmpty = false;

  constructor(rows: FeatureRows) {
    this.#rows = rows;
  }

  /** The database was made a moment ago: there is nothing to read. */
  knowEmpty(): void {
    this.#isEmpty = true;
  }

  rows(dataset: string): PushedRows | undefined {
    if (this.#isEmpty) return undefined;
    if (!this.#known.has(dataset)) this.#known.set(dataset, this.#rows.get(dataset));
    return this.#known.get(dataset);
  }

  /** Rows of a dataset are others now. */
  changed(dataset: string): void {
    this.#isEmpty = false;
    this.#known.delete(dataset);
  }

  forget(): void {
    this.#isEmpty = false;
    this.#known.clear();
  }
}
