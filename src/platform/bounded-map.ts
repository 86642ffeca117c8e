/**
 * A map that keeps so many entries at most, one or more: the one that was put first leaves when there is one too many. A
 * key that is set again keeps its place, as in every map; where the one not used for longest is to leave first, whoever
 * uses a key deletes it before setting it.
 */
export class BoundedMap<Key, Value> extends Map<Key, Value> {
  readonly #most: number;

  constructor(most: number) {
    super();
    this.#most = most;
  }

  override set(key: Key, value: Value): this {
    super.set(key, value);
    if (this.size <= this.#most) return this;
    const [oldest] = this.keys();
    this.delete(oldest as Key);
    return this;
  }
}
