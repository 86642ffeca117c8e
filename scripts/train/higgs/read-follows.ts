import { CommandFailure } from '../../start/failure.ts';

/** Lines `A B` (A follows B); a line that is none is refused, because a graph with holes would mislead. */
export async function* readFollows(
  lines: AsyncIterable<string>,
): AsyncGenerator<{ readonly follower: string; readonly followed: string }, void, undefined> {
  let lineNumber = 0;
  for await (const line of lines) {
    lineNumber++;
    const text = line.trim();
    if (text === '' || text.startsWith('#')) continue;
    const [follower, followed, ...more] = text.split(/\s+/);
    if (follower === undefined || followed === undefined || more.length > 0) {
      throw new CommandFailure(
        `Line ${lineNumber} of the follows is not \`A B\`.`,
        'Each line names two: the first follows the second.',
      );
    }
    yield { follower, followed };
  }
}
