import type { TraceEntry } from '../../../src/contract/decision.ts';
import { isRecorded } from '../../../src/decide/features/feature-names.ts';

/** A decision to train by: what the model was given, and whether the member opened it. */
export interface DecisionRow {
  /** ms since the epoch */
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
  readonly opened: boolean;
}

/** Which decisions are wanted. */
export interface DecisionFilter {
  /** Name of the model that made them, in any version. */
  readonly model: string;
  readonly type: string | undefined;
  /** ms since the epoch: what came later and is not opened may be opened yet. */
  readonly settledBefore: number;
}

/**
 * The row of a line of the trace; undefined when it is not wanted, holds no recorded features, was shown to nobody or is
 * too young to tell.
 */
export function rowOfDecision(
  { at: instant, type, model, numbers, opened }: TraceEntry,
  wanted: DecisionFilter,
): DecisionRow | undefined {
  const at = Date.parse(instant);
  if (opened === undefined || (!opened && at > wanted.settledBefore)) return undefined;
  if (model?.slice(0, model.lastIndexOf('@')) !== wanted.model) return undefined;
  if (wanted.type !== undefined && type !== wanted.type) return undefined;
  const values = Object.fromEntries(Object.entries(numbers).filter(([name]) => isRecorded(name)));
  return Object.keys(values).length === 0 ? undefined : { at, values, opened };
}
