import { Touched } from './touched.ts';

/** When a put noted its edges in the census, as the removal log of that life of the object counts. */
export interface Ticket {
  readonly life: string;
  readonly count: number;
}

/** How long a removal may take before it has to begin again, in ms. */
const LEASE = 30_000;

interface Removal {
  readonly members: readonly string[];
  readonly until: number;
}

/**
 * Knows which members had edges removed while a put was under way, so that a put and a removal of the same edge leave
 * it in the audience and in the census, or in neither.
 *
 * A put writes census, then audience; a removal begins, writes audience, then census. Only when they overlap can the
 * audience keep what the census lost. So a put asks at its end whether a removal of one of its members overlapped,
 * and repeats itself if so. It is kept in memory: a put or removal that outlives the object repeats itself as well.
 */
export class RemovalLog {
  readonly #life: string;
  readonly #running = new Map<string, Removal>();
  /** A put that began before the ones forgotten is asked to repeat itself. */
  readonly #touched = new Touched();
  #count = 0;

  /** `life` is unique to this life of the object. */
  constructor(life: string) {
    this.#life = life;
  }

  ticket(): Ticket {
    return { life: this.#life, count: this.#count };
  }

  /** Begins a removal of edges of these members; gives the lease it has to end with. */
  begin(members: readonly string[], now: number): string {
    this.#touch(members);
    const lease = `${this.#life}/${this.#count}`;
    this.#running.set(lease, { members, until: now + LEASE });
    return lease;
  }

  /** Ends a removal. False when its time is over or it is of another life: then it must not touch the census. */
  end(lease: string, now: number): boolean {
    const removal = this.#running.get(lease);
    if (!removal) return false;
    this.#running.delete(lease);
    this.#touch(removal.members);
    return now <= removal.until;
  }

  /** Those of the members of whom edges were, or are being, removed since the ticket was given. */
  disturbed(ticket: Ticket, members: readonly string[], now: number): string[] {
    if (ticket.life !== this.#life || this.#touched.hasForgotten(ticket.count)) return [...members];
    const running = new Set<string>();
    for (const [lease, removal] of this.#running) {
      if (now > removal.until) this.#running.delete(lease);
      else for (const member of removal.members) running.add(member);
    }
    return members.filter((member) => running.has(member) || this.#touched.isAfter(member, ticket.count));
  }

  #touch(members: readonly string[]): void {
    this.#count++;
    this.#touched.add(members, this.#count);
  }
}
