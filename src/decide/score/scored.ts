import type { Case } from '../component.ts';

/**
 * Whether the response of a candidate is computed now: of content whose type asks for it, when it is first decided; and
 * of content without scores that comes up against other held ones. All else is decided without, and reads no past.
 */
export function isComputed({ candidate, again }: Case): boolean {
  const { class: itsClass, model, relevance } = candidate.activity.policy;
  if (itsClass !== 'content') return false;
  if (!again) return model !== undefined || relevance !== undefined;
  return again.numbers?.pOpen === undefined && (again.for === 'slot' || again.for === 'digest');
}
