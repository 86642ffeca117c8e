import type { Activity, Way } from '../contract/activity.ts';
import type { Bounding } from '../contract/bound.ts';
import { boundingOf } from '../decide/score/bounding.ts';
import { sha256Hex } from '../platform/hash.ts';

/** Hex digits of a key: 128 bits. */
const DIGITS = 32;

/** An activity's bounding, and the node whose audience keeps the bounds. */
export interface NodeBounding extends Bounding {
  readonly node: string;
}

/** How the audience of an activity may be read; undefined when everybody has to be asked, or it is not of one node. */
export function boundingFor(activity: Activity, ways: readonly Way[], now: number): NodeBounding | undefined {
  const [way] = ways;
  if (!way || ways.length > 1 || !('node' in way)) return undefined;
  const { node } = way;
  const bounding = boundingOf(activity, node);
  if (!bounding) return undefined;
  return { node, key: sha256Hex(bounding.key).slice(0, DIGITS), least: bounding.least, event: activity.id, now };
}
