/** A claim of a member to an endpoint. Of all claims to it the greatest counts. */
export interface EndpointClaim {
  readonly member: string;
  readonly claim: number;
}

/** What somebody who claims has to do: those before them may still have a device of this endpoint. */
export interface Claimed {
  readonly claim: number;
  readonly before: readonly EndpointClaim[];
}

interface Kept extends EndpointClaim {
  /** Earlier holders that nobody has said to be rid of it. */
  readonly before: readonly EndpointClaim[];
}

/**
 * Whose each push endpoint is, by its hash: one browser rings for one member of a tenant, the last one to register it.
 *
 * A claim is a number that only grows, kept with the member's device, so whoever lets go and whoever takes may come in any
 * order and any number of times: a device goes when its claim is less than that of who takes it. Whom it was taken from is
 * remembered until somebody says that they have let go, so a Worker that dies in between is made good by the next one.
 */
export class EndpointClaims {
  readonly #rows: SyncKvStorage;

  constructor(storage: DurableObjectStorage) {
    this.#rows = storage.kv;
  }

  /** It is this member's from now on. `now` in ms: claims follow the clock, so that they grow even over a `release`. */
  claim(endpoint: string, member: string, now: number): Claimed {
    const known = this.#read(endpoint);
    const others = [...(known?.before ?? []), ...(known ? [{ member: known.member, claim: known.claim }] : [])];
    const before = newestOfEach(others.filter((each) => each.member !== member));
    const claim = Math.max(now, (known?.claim ?? 0) + 1);
    this.#rows.put(keyOf(endpoint), { member, claim, before } satisfies Kept);
    return { claim, before };
  }

  /** These have let go. Answers the claim that counts now: greater than one's own when it was taken meanwhile. */
  confirm(endpoint: string, released: readonly EndpointClaim[]): number {
    const known = this.#read(endpoint);
    if (!known) return 0;
    const before = known.before.filter((each) => !released.some((one) => isSame(one, each)));
    if (before.length < known.before.length) this.#rows.put(keyOf(endpoint), { ...known, before } satisfies Kept);
    return known.claim;
  }

  /** A member has no device of it any more; what others hold, or have still to let go of, stays. */
  release(endpoint: string, member: string): void {
    const known = this.#read(endpoint);
    if (known?.member === member && known.before.length === 0) this.#rows.delete(keyOf(endpoint));
  }

  #read(endpoint: string): Kept | undefined {
    return this.#rows.get<Kept>(keyOf(endpoint));
  }
}

const keyOf = (endpoint: string) => `endpoint:${endpoint}`;

function isSame(one: EndpointClaim, other: EndpointClaim): boolean {
  return one.member === other.member && one.claim === other.claim;
}

function newestOfEach(claims: readonly EndpointClaim[]): EndpointClaim[] {
  const byMember = Map.groupBy(claims, ({ member }) => member);
  return [...byMember].map(([member, ofMember]) => ({
    member,
    claim: Math.max(...ofMember.map(({ claim }) => claim)),
  }));
}
