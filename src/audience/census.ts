import { DurableObject } from 'cloudflare:workers';
import type { Predicate } from '../contract/predicate.ts';
import type { AudienceCursor } from '../contract/queue-message.ts';
import type { SuppressedAddress, SuppressedChannel, SuppressionReason } from '../contract/suppression.ts';
import type { Environment } from '../platform/environment.ts';
import { memberHash } from '../platform/hash.ts';
import type { StoppedMember } from './census-schema.ts';
import { type CensusStore, type FollowKey, type FollowRow, openCensusStore } from './census-store.ts';
import { type Claimed, type EndpointClaim, EndpointClaims } from './endpoint-claims.ts';
import type { MatchPage, ProfileRow } from './profile-rows.ts';
import { RemovalLog, type Ticket } from './removal-log.ts';
import { type NewSuppression, type SaidBy, Suppressions } from './suppressions-book.ts';
import type { SuppressionRow } from './suppressions-store.ts';

/** An edge as its member's side tells it. */
export interface Follow {
  readonly node: string;
  readonly kind: string;
  /** 0..1 */
  readonly strength: number;
}

/** Members of the partition who match a predicate: how many, and the first of them. */
export interface Matches {
  readonly count: number;
  readonly first: readonly AudienceCursor[];
}

/**
 * A partition of the members of a tenant: who exists, what was told of them, and whom they follow. Named
 * tenant/partition.
 *
 * An edge is written here before the audience and removed here after it, so an audience never holds an edge that the
 * census does not know of, and erasing a member finds all of theirs.
 */
export class Census extends DurableObject<Environment> {
  readonly #store: CensusStore;
  readonly #removals = new RemovalLog(crypto.randomUUID());
  readonly #endpoints: EndpointClaims;
  readonly #suppressions: Suppressions;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    this.#store = openCensusStore(context.storage);
    this.#endpoints = new EndpointClaims(context.storage);
    this.#suppressions = new Suppressions(this.#store.suppressions);
  }

  /** Notes edges before they are put, and their members with them. The ticket is for `disturbed`. */
  follow(rows: readonly FollowRow[]): Ticket {
    this.#store.enrol([...new Set(rows.map(([member]) => member))]);
    this.#store.put(rows);
    return this.#removals.ticket();
  }

  /** Those of the members whose put has to be repeated, because edges of theirs were removed meanwhile. */
  disturbed(ticket: Ticket, members: readonly string[]): string[] {
    return this.#removals.disturbed(ticket, members, Date.now());
  }

  /** Begins a removal of edges of these members; gives the lease for its end. */
  beginRemoval(members: readonly string[]): string {
    return this.#removals.begin(members, Date.now());
  }

  /** Forgets edges that have been removed from their audiences. False: too late, begin again. */
  unfollow(lease: string, keys: readonly FollowKey[]): boolean {
    if (!this.#removals.end(lease, Date.now())) return false;
    this.#store.remove(keys);
    return true;
  }

  /** Whom a member follows, after a place, in (node, kind) order. */
  follows(
    member: string,
    after: { readonly node: string; readonly kind: string } | undefined,
    limit: number,
  ): Follow[] {
    return this.#store.follows(member, after, limit);
  }

  /** Puts members on the roll and replaces what was told of them. */
  tell(rows: readonly ProfileRow[]): void {
    this.#store.enrol(rows.map(([, member]) => member));
    this.#store.profiles.put(rows);
  }

  /** Members who match, after a place up to the hash `to`, in (hash, member) order. */
  match(where: Predicate, after: AudienceCursor, to: number, limit: number): MatchPage {
    return this.#store.profiles.page(where, after, to, limit);
  }

  /** How many members match, exactly, and the first of them, up to `most`, in (hash, member) order. */
  count(where: Predicate, most: number): Matches {
    const first: AudienceCursor[] = [];
    let after: AudienceCursor | undefined = { hash: 0, member: '' };
    while (after && first.length < most) {
      const page: MatchPage = this.match(where, after, 0xffffffff, most - first.length);
      first.push(...page.members);
      after = page.next;
    }
    // Who reads all the pages has counted.
    return { count: after ? this.#store.profiles.count(where) : first.length, first };
  }

  /** Members of the roll after one, in order of their UTF-8 bytes. */
  members(after: string, limit: number): string[] {
    return this.#store.members(after, limit);
  }

  /**
   * Takes a member off the roll, with what was told of them. False: they still follow somebody, whose audience has to
   * let them go first.
   */
  strike(member: string): boolean {
    if (this.#store.follows(member, undefined, 1).length > 0) return false;
    this.#store.profiles.strike(memberHash(member), member);
    this.#store.strike(member);
    return true;
  }

  /** A push endpoint, by its hash, is this member's from now on. */
  claimEndpoint(endpoint: string, member: string): Claimed {
    return this.#endpoints.claim(endpoint, member, Date.now());
  }

  /** Those have let go of an endpoint; answers the claim that counts now. */
  confirmEndpoint(endpoint: string, released: readonly EndpointClaim[]): number {
    return this.#endpoints.confirm(endpoint, released);
  }

  /** A member has no device of an endpoint any more. */
  releaseEndpoint(endpoint: string, member: string): void {
    this.#endpoints.release(endpoint, member);
  }

  /** Why nothing is sent to an address; its member is noted with it. Undefined when it takes something. */
  suppressed(channel: SuppressedChannel, address: string, member: string): SuppressionReason | undefined {
    return this.#suppressions.stops(channel, address, member);
  }

  /** Nothing is sent to these addresses any more. */
  suppress(lines: readonly NewSuppression[], by: SaidBy, now: number): void {
    for (const line of lines) this.#suppressions.put(line, by, now);
  }

  /** These addresses stop nothing from now on; gives whom to tell before each is forgotten. */
  beginRelease(lines: readonly SuppressedAddress[], by: SaidBy): (readonly StoppedMember[])[] {
    return lines.map((line) => this.#suppressions.beginRelease(line, by));
  }

  /** Their members have been told: forgets those that were not suppressed anew meanwhile. */
  endRelease(lines: readonly SuppressedAddress[]): void {
    for (const line of lines) this.#suppressions.endRelease(line);
  }

  /** The suppression of an address; undefined when it takes something. */
  suppression(channel: SuppressedChannel, address: string): SuppressionRow | undefined {
    return this.#suppressions.get(channel, address);
  }

  /** Suppressed addresses of the partition after one, in (channel, address) order. */
  suppressions(
    after: SuppressedAddress | undefined,
    channel: SuppressedChannel | undefined,
    limit: number,
  ): SuppressionRow[] {
    return this.#suppressions.page(after, channel, limit);
  }
}
