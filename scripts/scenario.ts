/** `npm run scenario -- NAME`: a story of who is told what, when and why, played with the product as it is. */
import { styleText } from 'node:util';
import { findFaults } from './scenario/find-faults.ts';
import { readStoryNames } from './scenario/read-story-names.ts';
import { stories } from './scenario/stories.ts';
import type { Story } from './scenario/story.ts';
import { startStoryServer } from './scenario/story-server.ts';
import { type Paint, tellStory } from './scenario/tell-story.ts';
import { printFailure } from './start/failure.ts';
import { stopSignal } from './start/stop-signal.ts';

const stopping = stopSignal();

try {
  const chosen = readStoryNames(process.argv.slice(2), stories);
  if (chosen.length === 0) list();
  else await play(chosen);
} catch (error) {
  if (!stopping.aborted) {
    printFailure(error);
    process.exitCode = 1;
  }
}
// Nothing is left to do; a kept-alive connection must not hold the process.
process.exit();

function list(): void {
  const width = Math.max(...stories.map(({ name }) => name.length));
  console.log('npm run scenario -- NAME plays one of these stories, `all` plays every one:\n');
  for (const { name, about } of stories) console.log(`  ${name.padEnd(width)}  ${about}`);
}

async function play(chosen: readonly Story[]): Promise<void> {
  const server = await startStoryServer(stopping);
  try {
    for (const [index, story] of chosen.entries()) {
      const told = await server.play(story);
      console.log(`${index === 0 ? '' : '\n\n'}${tellStory(story, told, paint)}`);
      if (findFaults(story, told).length > 0) process.exitCode = 1;
    }
  } finally {
    await server.stop();
  }
}

/** Colours on a terminal that has them; `styleText` looks whether it does. */
function paint(style: Parameters<Paint>[0], text: string): string {
  const styles = { heading: 'bold', time: 'dim', step: 'cyan', ring: 'green', fault: 'red' } as const;
  return styleText(styles[style], text);
}
