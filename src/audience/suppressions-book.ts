import {
  MOST_STOPPED,
  plainAddress,
  type SuppressedAddress,
  type SuppressedChannel,
  type SuppressionReason,
} from '../contract/suppression.ts';
import type { StoppedMember } from './census-schema.ts';
import type { SuppressionRow, SuppressionRows } from './suppressions-store.ts';

/** An address to be suppressed, and whose delivery told of it, if it was one's. */
export interface NewSuppression extends SuppressedAddress {
  readonly reason: SuppressionReason;
  readonly member?: string;
}

/** Who says that an address is suppressed or takes something again: what a provider tells never undoes an operator. */
export type SaidBy = 'operator' | 'provider';

/**
 * The addresses that nothing is sent to, whichever member has them, as every sender of mail keeps them (RFC 8058 and
 * CAN-SPAM for complaints, CTIA for STOP).
 *
 * An address is released in two steps: first it stops nothing any more, then those whose deliveries it had stopped are
 * told, and only then it is forgotten. Whoever dies in between is made good by the next release.
 */
export class Suppressions {
  readonly #rows: SuppressionRows;

  constructor(rows: SuppressionRows) {
    this.#rows = rows;
  }

  /** Why an address stops a delivery of a member, who is noted with it once. One row read. */
  stops(channel: SuppressedChannel, address: string, member: string): SuppressionReason | undefined {
    const known = this.get(channel, address);
    if (!known) return undefined;
    const members = withMember(known.members, member, address);
    if (members !== known.members) this.#rows.put({ ...known, members });
    return known.reason;
  }

  /** Nothing is sent to an address any more; a repeat writes nothing and keeps the first moment. `now` in ms. */
  put({ channel, address, reason: said, member }: NewSuppression, by: SaidBy, now: number): void {
    const known = this.#row(channel, address);
    const isKept = known !== undefined && !known.released && known.reason === 'manual' && by === 'provider';
    const reason = isKept ? 'manual' : said;
    const isSame = known !== undefined && !known.released && known.reason === reason;
    const before = known?.members ?? [];
    const members = member === undefined ? before : withMember(before, member, address);
    if (isSame && members === before) return;
    const at = isSame ? known.at : now;
    this.#rows.put({ channel, address: plainAddress(channel, address), reason, at, members, released: false });
  }

  /** It stops nothing from now on. Those to be told before it is forgotten; nobody when it is not to be released. */
  beginRelease({ channel, address }: SuppressedAddress, by: SaidBy): readonly StoppedMember[] {
    const known = this.#row(channel, address);
    if (!known || (known.reason === 'manual' && by === 'provider')) return [];
    if (!known.released) this.#rows.put({ ...known, released: true });
    return known.members;
  }

  /** Forgets an address whose members have been told, unless it was suppressed anew meanwhile. */
  endRelease({ channel, address }: SuppressedAddress): void {
    const known = this.#row(channel, address);
    if (known?.released) this.#rows.remove(channel, known.address);
  }

  /** The suppression of an address that stops something. */
  get(channel: SuppressedChannel, address: string): SuppressionRow | undefined {
    const known = this.#row(channel, address);
    return known && !known.released ? known : undefined;
  }

  /** Those that stop something, after a place, in (channel, address) order. */
  page(after: SuppressedAddress | undefined, channel: SuppressedChannel | undefined, limit: number): SuppressionRow[] {
    return this.#rows.page(after, channel, limit);
  }

  #row(channel: SuppressedChannel, address: string): SuppressionRow | undefined {
    return this.#rows.get(channel, plainAddress(channel, address));
  }
}

/** The same list when the member is in it with this address. */
function withMember(known: readonly StoppedMember[], member: string, address: string): readonly StoppedMember[] {
  if (known.some((each) => each.member === member && each.address === address)) return known;
  return [{ member, address }, ...known.filter((each) => each.member !== member)].slice(0, MOST_STOPPED);
}
