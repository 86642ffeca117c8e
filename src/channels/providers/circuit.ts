/** What a provider has been doing, as far as it decides whether it is asked for more. Moments in ms since the epoch. */
export interface Circuit {
  /** `1` for each of the last outcomes that failed, `0` for the others, the newest last; at most `WATCHED`. */
  readonly last: string;
  /** Failures one after another, up to now. */
  readonly failures: number;
  /** How often it has opened since it was last closed; 0 while it is closed. */
  readonly opened: number;
  /** While it has opened: since when, */
  readonly since?: number;
  /** and from when one delivery at a time may show whether it works again. */
  readonly retryAt?: number;
  /** Why it last failed. */
  readonly reason?: string;
}

export const CLOSED: Circuit = { last: '', failures: 0, opened: 0 };

/** It opens after so many failures one after another, */
const IN_A_ROW = 5;
/** or when half of so many outcomes failed. */
const WATCHED = 20;
const MOST_FAILED = WATCHED / 2;
/** ms that it stays open at first; twice as long each time that it did not work afterwards, up to the longest. */
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 600_000;

/** What a circuit lets through at a moment: everything, nothing, or one delivery at a time. */
export function stateOf({ retryAt }: Circuit, now: number): 'closed' | 'open' | 'half-open' {
  if (retryAt === undefined) return 'closed';
  return retryAt <= now ? 'half-open' : 'open';
}

/** ms that it is open between two deliveries that show whether it works again; 0 while it is closed. */
export function pauseOf({ opened }: Circuit): number {
  return opened === 0 ? 0 : Math.min(FIRST_PAUSE * 2 ** (opened - 1), LONGEST_PAUSE);
}

/**
 * The circuit after a delivery has worked. Half-open, that closes it, and all failures are forgotten; while it is open only
 * those work that were under way before, which does not say that the next one will.
 */
export function afterSuccess(circuit: Circuit, now: number): Circuit {
  const state = stateOf(circuit, now);
  if (state !== 'closed') return state === 'open' ? circuit : CLOSED;
  const { reason: _passed, ...rest } = circuit;
  return { ...rest, last: noted(circuit, '0'), failures: 0 };
}

/** The circuit after a delivery has failed: half-open, one failure opens it again, for longer. */
export function afterFailure(circuit: Circuit, reason: string, now: number): Circuit {
  const state = stateOf(circuit, now);
  if (state === 'open') return circuit;
  const next = { ...circuit, last: noted(circuit, '1'), failures: circuit.failures + 1, reason };
  return state === 'half-open' || isTooMuch(next) ? opened(next, now) : next;
}

function isTooMuch({ last, failures }: Circuit): boolean {
  return failures >= IN_A_ROW || (last.length === WATCHED && last.replaceAll('0', '').length >= MOST_FAILED);
}

function opened(circuit: Circuit, now: number): Circuit {
  const next = { ...circuit, opened: circuit.opened + 1, since: circuit.since ?? now };
  return { ...next, retryAt: now + pauseOf(next) };
}

function noted({ last }: Circuit, outcome: '0' | '1'): string {
  return (last + outcome).slice(-WATCHED);
}
