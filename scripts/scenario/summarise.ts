import { verdictsOf } from './history.ts';
import type { Told } from './told.ts';

type Tally = Readonly<Record<string, number>>;

/** What became of everything that was for one member. */
export interface Summary {
  readonly member: string;
  /** Events that they were a candidate for. */
  readonly events: number;
  /** Times that their devices rang, by device. */
  readonly rings: Tally;
  /** What came of the events in the end, by reason; what rang at some time is not among them. */
  readonly silent: Tally;
  readonly joined: Tally;
  readonly dropped: Tally;
  readonly waiting: Tally;
  /** Holds on the way there, by reason. */
  readonly holds: Tally;
  readonly entries: number;
  readonly unseen: number;
}

/** A summary for each member of a story. */
export function summarise(told: Told): Summary[] {
  const verdicts = [...verdictsOf(told)];
  return Object.entries(told.timelines).map(([member, { entries, unseen }]) => {
    const own = verdicts.flatMap(([name, each]) => (name.endsWith(` for ${member}`) ? [each] : []));
    const last = own.flatMap((each) => (each.some(({ rings }) => rings) ? [] : each.slice(-1)));
    const ended = (outcome: string) =>
      tally(last.filter((each) => each.outcome === outcome).map(({ reason }) => reason));
    const shown = told.happenings.filter((each) => each.kind === 'shown' && each.member === member && !each.quiet);
    return {
      member,
      events: own.length,
      rings: tally(shown.flatMap((each) => (each.kind === 'shown' ? each.device : []))),
      ...{ silent: ended('send'), joined: ended('merge'), dropped: ended('drop'), waiting: ended('hold') },
      holds: tally(own.flat().flatMap(({ outcome, reason }) => (outcome === 'hold' ? reason : []))),
      entries: entries.length,
      unseen,
    };
  });
}

function tally(words: readonly string[]): Tally {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
