import { CommandFailure } from '../start/failure.ts';
import type { Story } from './story.ts';

/** The stories that a command line names, `all` being every one; refuses names that there are not. */
export function readStoryNames(words: readonly string[], stories: readonly Story[]): readonly Story[] {
  return words.flatMap((word) => {
    if (word === 'all') return stories;
    const story = stories.find(({ name }) => name === word);
    if (story) return [story];
    const names = stories.map(({ name }) => `  ${name}`).join('\n');
    throw new CommandFailure(`There is no story "${word}".`, `Play one of these, or all:\n${names}`);
  });
}
