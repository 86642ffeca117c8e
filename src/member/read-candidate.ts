import type { Candidate, CandidateActivity, OfferedCandidate } from '../contract/activity.ts';

/** What was read last in this isolate. */
let last: { readonly text: string; readonly activity: CandidateActivity } | undefined;

/**
 * A candidate as it is decided. A fan-out offers one text to hundreds of members, of whom many live in one isolate: of
 * the text that was read last they get the same activity again. So it is shared, and nobody may ever change it.
 */
export function readCandidate(offered: OfferedCandidate): Candidate {
  return { ...offered, activity: readActivity(offered.activity) };
}

function readActivity(text: string): CandidateActivity {
  // Texts of different lengths are told apart without a look at them.
  if (last?.text === text) return last.activity;
  const activity: CandidateActivity = JSON.parse(text);
  last = { text, activity };
  return activity;
}
