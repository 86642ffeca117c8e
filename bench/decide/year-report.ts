import type { RowCount } from '../worker/row-meter.ts';

/** What may become of a candidate when it is offered. */
export const FATES = ['dropped', 'timeline', 'merged', 'pushed', 'held for a digest', 'held for later'] as const;
export type Fate = (typeof FATES)[number];

/** What a part of the year cost. */
export interface Cost extends RowCount {
  readonly calls: number;
}

/** A part of a simulated year. */
export interface YearReport {
  /** The offers by what became of their candidates, with the settling of what was pushed. */
  readonly offers: Readonly<Partial<Record<Fate, Cost>>>;
  /** Alarms: holds that come due, digests, slots, reminders, with the settling of what they sent. */
  readonly alarms: Cost;
  /** The member looking at their timeline. */
  readonly visits: Cost;
  /** When content rang, ms since the epoch. */
  readonly rang: readonly number[];
}

export const NO_COST: Cost = { calls: 0, written: 0, read: 0, alarms: 0 };

export function plus(one: Cost, other: Cost): Cost {
  return {
    calls: one.calls + other.calls,
    written: one.written + other.written,
    read: one.read + other.read,
    alarms: one.alarms + other.alarms,
  };
}
