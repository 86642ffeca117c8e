/** What a provider takes a second, and how many at once after a pause. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/**
 * How far the time of a provider is given away, ms since the epoch: by what goes to it (the theoretical arrival time of
 * GCRA, ITU-T I.371), and by the lines of what comes later, which has been told its moment.
 */
export interface Pace {
  readonly spent: number;
  readonly urgentLine: number;
  readonly line: number;
}

/** A delivery that wants to go. */
export interface Wanting {
  /** The moment that it was told before, ms since the epoch. */
  readonly slot?: number;
  /** Stands in a line of its own, which goes first. */
  readonly urgent?: boolean;
}

/** What it is told: that it goes, perhaps only in a moment, or when it is to come again. */
export interface Paced {
  readonly kind: 'go' | 'wait';
  readonly at: number;
  readonly pace: Pace;
}

export const UNSPENT: Pace = { spent: 0, urgentLine: 0, line: 0 };

/** ms that may be waited for on the spot: less costs nothing but a timer, more goes back to the row. */
export const PATIENCE = 2_000;
/** Part of the rate that is laid out in lines: the rest is for what is late for its moment, and for what is urgent. */
const LINED = 0.9;

/**
 * The moment at which a delivery goes to its provider. Whatever is asked, in whatever order: of those that go, at most
 * `burst` plus the rate's worth lie within any stretch of time. While there is a line whoever comes new stands at its end;
 * whose moment has come does not stand in line again, unless so many are late at once that it would take too long.
 */
export function take(pace: Pace, { slot, urgent = false }: Wanting, { perSecond, burst }: Rate, now: number): Paced {
  const step = 1_000 / perSecond;
  const soonest = Math.max(now, pace.spent - (burst - 1) * step);
  const standing = urgent ? pace.urgentLine : Math.max(pace.line, pace.urgentLine);
  const end = standing > now ? Math.max(soonest, standing + step / LINED) : soonest;
  const hasCome = slot !== undefined && slot <= now;
  const at = hasCome ? soonest : end;
  const line = urgent ? 'urgentLine' : 'line';
  if (at - now > PATIENCE) return { kind: 'wait', at: end, pace: { ...pace, [line]: end } };
  const spent = Math.max(pace.spent, at) + step;
  return { kind: 'go', at, pace: at < end || standing <= now ? { ...pace, spent } : { ...pace, spent, [line]: at } };
}
