import type { PushRows, Targets, Underway } from './push-rows.ts';

/** How long rows may be on their way, ms; a Worker that takes longer has died, and what its members hold is not known. */
export const LEASE = 10 * 60_000;

/**
 * Which rows are on their way to which members. Each begins as one row, so that a partition that is made again, or a
 * Worker that dies, leaves nothing taken for known that is not.
 */
export class Tickets {
  readonly #rows: PushRows;
  readonly #underway: Map<number, Underway>;
  #last: number;

  constructor(rows: PushRows) {
    this.#rows = rows;
    this.#underway = new Map(rows.underway().map((each) => [each.id, each]));
    this.#last = Math.max(0, ...this.#underway.keys());
  }

  /** Notes rows before they are sent. Tickets grow with time: what is sent under a later one is later. */
  begin(dataset: string, members: Targets, now: number): number {
    this.#last = Math.max(this.#last + 1, now);
    const underway = { id: this.#last, dataset, at: now, members };
    this.#rows.putUnderway(underway);
    this.#underway.set(underway.id, underway);
    return underway.id;
  }

  /** Ends a ticket and gives what it was about; undefined when it is over already. */
  end(id: number): Underway | undefined {
    const underway = this.#underway.get(id);
    if (!underway) return undefined;
    this.#rows.removeUnderway(id);
    this.#underway.delete(id);
    return underway;
  }

  /** The latest ticket by which rows of the dataset are on their way to the member; 0 when none are. */
  latest(dataset: string, member: string): number {
    let latest = 0;
    for (const { id, ...each } of this.#underway.values()) {
      if (id > latest && each.dataset === dataset && Object.hasOwn(each.members, member)) latest = id;
    }
    return latest;
  }

  /** Tickets of Workers that have died. */
  expired(now: number): number[] {
    return [...this.#underway.values()].filter(({ at }) => now - at > LEASE).map(({ id }) => id);
  }

  /** What is on its way to the member is of no matter any more. */
  forgetMember(member: string): void {
    for (const each of this.#underway.values()) {
      if (!Object.hasOwn(each.members, member)) continue;
      const { [member]: _, ...members } = each.members;
      this.#underway.set(each.id, { ...each, members });
      this.#rows.putUnderway({ ...each, members });
    }
  }
}
