import type { StoredModel } from '../contract/model.ts';
import type { ScoringModel } from '../contract/policy.ts';
import { sha256Hex } from '../platform/hash.ts';

const scoring = new WeakMap<StoredModel, ScoringModel>();

/**
 * What travels of a stored model: all that is scored with, and a digest of that. Made once for as long as the isolate
 * keeps what it read of the registry.
 */
export function scoringModelOf(stored: StoredModel): ScoringModel {
  const known = scoring.get(stored);
  if (known) return known;
  const { updatedAt: _updatedAt, maxAge: _maxAge, ...model } = stored;
  const made: ScoringModel = { ...model, digest: digestOf(stored) };
  scoring.set(stored, made);
  return made;
}

/** Of what scores: a version that only records more, or has another name, scores the same. */
function digestOf({ kind, open, disable, defaults }: StoredModel): string {
  return sha256Hex(JSON.stringify([kind, open, disable ?? null, defaults]));
}
