import type { Case } from '../component.ts';

/**
 * Whether a candidate must earn its send: content, the first time it is decided. What is of class `transactional` or
 * `mandatory` goes out whatever it is worth, and what was found worth holding is not judged a second time.
 */
export function isJudged({ candidate, again }: Case): boolean {
  const { class: itsClass, mandatory } = candidate.activity.policy;
  return itsClass === 'content' && !mandatory && !again;
}
