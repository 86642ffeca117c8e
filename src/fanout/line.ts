import { MOST_UNDERWAY } from './credit.ts';

/** Whom a tenant's line knows: a fan-out that waits for its turn, or has it. */
export interface Turn {
  readonly event: string;
  /** Who came first is first. */
  readonly position: number;
  /** Batches that it may have under way at once. */
  readonly weight: number;
  readonly running: boolean;
  /** It is forgotten when it has not been heard of until then, ms since the epoch. */
  readonly until: number;
}

/** Batches that the fan-outs of one tenant may have under way in one lane: those of four that use all their credit. */
export const MOST_WEIGHT = 4 * MOST_UNDERWAY;
/** How long a fan-out is known without being heard of, ms; its alarm speaks up many times in it. */
export const LEASE = 600_000;

/** Those who may start now, first come, first served: nobody overtakes one who is too heavy for what is left. */
export function startable(turns: Iterable<Turn>): Turn[] {
  const waiting: Turn[] = [];
  let left = MOST_WEIGHT;
  for (const turn of turns) {
    if (turn.running) left -= turn.weight;
    else waiting.push(turn);
  }
  const starting: Turn[] = [];
  for (const turn of waiting) {
    if (turn.weight > left) break;
    left -= turn.weight;
    starting.push(turn);
  }
  return starting;
}

/** Those who have not been heard of for too long. */
export function expired(turns: Iterable<Turn>, now: number): Turn[] {
  return [...turns].filter(({ until }) => until <= now);
}
