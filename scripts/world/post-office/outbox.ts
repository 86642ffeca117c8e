import type { Kept, Letter, LetterChannel } from './letter.ts';

/** Letters of each channel that are kept: pushes come by the second, and must not push out the emails. */
const MOST_OF_A_CHANNEL = 40;
/** Channels, so many letters in all. */
const CHANNELS: readonly LetterChannel[] = ['email', 'sms', 'slack', 'web-push', 'webhook'];
/** The most that is kept of all channels together. */
export const MOST_KEPT = MOST_OF_A_CHANNEL * CHANNELS.length;
/** Answers that are remembered by their keys, so that a repeat gets the same one. */
const MOST_ANSWERS = 1_000;

/** What has come in, in memory only. */
export interface Outbox {
  /**
   * Keeps a letter and gives the answer to whoever brought it. One with a `key` that was seen before is a repeat: it is not
   * kept again, and its answer is the first one's.
   */
  readonly take: <Answer>(letter: Letter, answer: Answer, key?: string) => Answer;
  /** The newest first; of one channel, or of all. */
  readonly letters: (channel?: LetterChannel) => readonly Kept[];
  /** How many have come in since the start, by channel. */
  readonly counts: () => Readonly<Record<LetterChannel, number>>;
}

/** An empty outbox. `clock` in ms since the epoch. */
export function makeOutbox(clock: () => number = Date.now): Outbox {
  const kept: Kept[] = [];
  const answers = new Map<string, unknown>();
  const counts = { email: 0, sms: 0, slack: 0, 'web-push': 0, webhook: 0 } satisfies Record<LetterChannel, number>;
  let last = 0;
  return {
    take(letter, answer, key) {
      const known = key === undefined ? undefined : `${letter.channel} ${key}`;
      if (known !== undefined && answers.has(known)) return answers.get(known) as typeof answer;
      if (known !== undefined) answers.set(known, answer);
      const [oldest] = answers.keys();
      if (answers.size > MOST_ANSWERS && oldest !== undefined) answers.delete(oldest);
      kept.unshift({ ...letter, id: ++last, at: clock() });
      counts[letter.channel]++;
      const ofChannel = kept.filter(({ channel }) => channel === letter.channel);
      const surplus = ofChannel[MOST_OF_A_CHANNEL];
      if (surplus) kept.splice(kept.indexOf(surplus), 1);
      return answer;
    },
    letters: (channel) => kept.filter((each) => channel === undefined || each.channel === channel),
    counts: () => ({ ...counts }),
  };
}
