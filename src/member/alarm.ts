/** An alarm that fires this much late is as good: it is not moved for less, since moving one writes a row. */
const SLACK = 1_000;
/** The platform gives up on an alarm after its retries; one this long overdue is taken for lost. */
const OVERDUE = 120_000;

/**
 * The object's one alarm. It is only ever moved earlier; to move it later costs as much as to let it fire, so it fires
 * and is armed again.
 */
export class Alarm {
  readonly #storage: DurableObjectStorage;
  /** ms since the epoch; null when none is armed, undefined when not read yet. */
  #armed: number | null | undefined;

  constructor(storage: DurableObjectStorage) {
    this.#storage = storage;
  }

  /** Whether it is known what is armed: it must be before `wakeBy`. */
  get isLoaded(): boolean {
    return this.#armed !== undefined;
  }

  /**
   * Reads what is armed, once per life of the object. Answers whether the rows have to be asked if they need an alarm:
   * there is none, or the one there was got lost.
   */
  async load(now: number): Promise<boolean> {
    this.#armed = await this.#storage.getAlarm();
    return this.#armed === null || this.forgetLost(now);
  }

  /** Forgets an armed alarm that will never fire. Answers whether there was one: the rows have to be asked, as by `load`. */
  forgetLost(now: number): boolean {
    if (typeof this.#armed !== 'number' || this.#armed >= now - OVERDUE) return false;
    this.#armed = null;
    return true;
  }

  /** What is armed is read again at the next `load`. */
  forget(): void {
    this.#armed = undefined;
  }

  /** Makes sure that the object wakes at this moment or before. */
  wakeBy(at: number | null): void {
    if (at === null || (typeof this.#armed === 'number' && this.#armed <= at + SLACK)) return;
    this.#armed = at;
    void this.#storage.setAlarm(at);
  }

  /** The alarm has fired: none is armed now. */
  fired(): void {
    this.#armed = null;
  }
}

/** Arms an alarm by what is stored, not by what is remembered: for when the work of one has failed. */
export async function wakeAnyway(storage: DurableObjectStorage, at: number): Promise<void> {
  const armed = await storage.getAlarm();
  if (armed === null || armed > at) await storage.setAlarm(at);
}
