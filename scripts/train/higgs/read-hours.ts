import type { Act } from '../../replay/act.ts';
import { CommandFailure } from '../../start/failure.ts';

/** Seconds of an hour. */
export const HOUR = 3_600;

/** What happened in an hour; `start` is unix seconds, a full hour. */
export interface HourOfActs {
  readonly start: number;
  readonly acts: readonly Act[];
}

/** Acts hour by hour, hours without any included; refuses acts that are not sorted by time. */
export async function* readHours(acts: AsyncIterable<Act>): AsyncGenerator<HourOfActs, void, undefined> {
  let start: number | undefined;
  let hour: Act[] = [];
  for await (const act of acts) {
    start ??= act.time - (act.time % HOUR);
    if (act.time < start) {
      throw new CommandFailure(
        `An act at ${act.time} comes after one of the hour of ${start}.`,
        'Sort the file by time: features are made of what came before.',
      );
    }
    while (act.time >= start + HOUR) {
      yield { start, acts: hour };
      hour = [];
      start += HOUR;
    }
    hour.push(act);
  }
  if (start !== undefined) yield { start, acts: hour };
}
