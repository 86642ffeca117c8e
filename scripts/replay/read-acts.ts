import { type Act, parseAct } from './act.ts';

/** Which acts of a file are wanted; unix seconds, `from` included, `to` not. */
export interface ActFilter {
  readonly from: number;
  readonly to: number;
  readonly limit: number;
}

/** An act and its place among equal lines, 0 for the first. */
export interface NumberedAct {
  readonly act: Act;
  readonly ordinal: number;
}

/** Seconds of the file in which equal lines are looked for; in a file sorted by time one would be enough. */
const REMEMBERED_SECONDS = 4_096;

/**
 * The wanted acts among lines, each with its ordinal among equal lines. Empty lines and `#` comments are passed over;
 * `onBadLine` is told the number, from 1, of every other line that is no act.
 */
export async function* readActs(
  lines: AsyncIterable<string>,
  filter: ActFilter,
  onBadLine: (lineNumber: number) => void,
): AsyncGenerator<NumberedAct, void, undefined> {
  const ordinalOf = ordinals();
  let lineNumber = 0;
  let given = 0;
  for await (const line of lines) {
    lineNumber++;
    if (given >= filter.limit) return;
    const act = parseAct(line);
    if (act === undefined) {
      if (line.trim() !== '' && !line.startsWith('#')) onBadLine(lineNumber);
      continue;
    }
    if (act.time < filter.from || act.time >= filter.to) continue;
    given++;
    yield { act, ordinal: ordinalOf(act) };
  }
}

function ordinals(): (act: Act) => number {
  const seconds = new Map<number, Map<string, number>>();
  return ({ actor, recipient, time, kind }) => {
    let acts = seconds.get(time);
    if (acts === undefined) {
      acts = new Map();
      seconds.set(time, acts);
      const oldest = seconds.keys().next();
      if (seconds.size > REMEMBERED_SECONDS && !oldest.done) seconds.delete(oldest.value);
    }
    const identity = `${kind} ${actor} ${recipient}`;
    const ordinal = acts.get(identity) ?? 0;
    acts.set(identity, ordinal + 1);
    return ordinal;
  };
}
