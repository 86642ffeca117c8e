/** Rows to train by, packed: what is known of each, whether it came true, and how many it stands for. */
export class TrainingRows {
  /** Values of a row. */
  readonly width: number;
  #values: Float64Array;
  readonly #labels: boolean[] = [];
  readonly #weights: number[] = [];

  constructor(width: number) {
    this.width = width;
    this.#values = new Float64Array(width * 1_024);
  }

  get size(): number {
    return this.#labels.length;
  }

  /** Row after row. */
  get values(): Float64Array {
    return this.#values;
  }

  get labels(): readonly boolean[] {
    return this.#labels;
  }

  get weights(): readonly number[] {
    return this.#weights;
  }

  /** How many came true. */
  get positives(): number {
    return this.#labels.reduce((sum, label) => sum + Number(label), 0);
  }

  /** Adds a row; its values are copied. */
  add(values: ArrayLike<number>, label: boolean, weight = 1): void {
    if (values.length !== this.width) throw new RangeError(`A row has ${this.width} values, not ${values.length}`);
    const start = this.size * this.width;
    if (start + this.width > this.#values.length) {
      const more = new Float64Array(this.#values.length * 2);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values.set(values, start);
    this.#labels.push(label);
    this.#weights.push(weight);
  }
}
