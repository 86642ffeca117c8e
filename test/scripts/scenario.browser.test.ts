import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { findFaults } from '../../scripts/scenario/find-faults.ts';
import { stories } from '../../scripts/scenario/stories.ts';
import { type StoryServer, startStoryServer } from '../../scripts/scenario/story-server.ts';
import { tellStory } from '../../scripts/scenario/tell-story.ts';
import type { Told } from '../../scripts/scenario/told.ts';
import { PROJECT } from '../../scripts/start/settings.ts';

const told = new Map<string, Told>();
let server: StoryServer;

beforeAll(async () => {
  server = await startStoryServer(new AbortController().signal);
});
afterAll(async () => {
  await server?.stop();
});

/** Runs the command to its end. */
async function scenario(...words: string[]) {
  const child = spawn(process.execPath, [join(PROJECT, 'scripts', 'scenario.ts'), ...words]);
  let [printed, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk));
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, printed, errors };
}

describe('every story comes as it says', () => {
  for (const story of stories) {
    test(`${story.name}: ${story.about}`, async ({ expect }) => {
      const happened = await server.play(story);
      told.set(story.name, happened);
      expect(findFaults(story, happened)).toEqual([]);
    });
  }

  test('refusal: a story is played once, and only one that there is', async ({ expect }) => {
    const [first] = stories;
    if (!first) throw new Error('There are no stories');
    await expect(server.play(first)).rejects.toThrow('it has been played');
    await expect(server.play({ ...first, name: 'untold' })).rejects.toThrow('no such story');
  });
});

describe('docs/scenarios.md', () => {
  const page = readFileSync(join(PROJECT, 'docs', 'scenarios.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)\n```$/gm)].map(([, language, text = '']) => ({
    language,
    text,
  }));

  test('lists every story with what it shows', ({ expect }) => {
    const cells = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    for (const { name, about } of stories) {
      expect(cells.find((row) => row[1] === `\`${name}\``)?.[2], name).toBe(about);
    }
  });

  test('shows what really happens', ({ expect }) => {
    const texts = blocks.filter(({ language }) => language === '').map(({ text }) => text);
    const shown = stories.filter(({ name }) => texts.some((text) => text.startsWith(`${name}: `)));
    expect(shown.length).toBeGreaterThanOrEqual(2);
    for (const story of shown) {
      const happened = told.get(story.name);
      if (!happened) throw new Error(`${story.name} has not been played`);
      expect(texts).toContain(tellStory(story, happened));
    }
  });

  test('shows a story as it is written', ({ expect }) => {
    const folder = join(PROJECT, 'scripts', 'scenario', 'stories');
    const files = stories.map(({ name }) => readFileSync(join(folder, `${name}.ts`), 'utf8').trimEnd());
    const written = blocks.filter(({ language }) => language === 'ts');
    expect(written).not.toEqual([]);
    for (const { text } of written) expect(files).toContain(text);
  });
});

describe('npm run scenario', () => {
  test('without a name lists the stories', async ({ expect }) => {
    const { code, printed } = await scenario();
    expect(code).toBe(0);
    for (const { name, about } of stories)
      expect(printed).toMatch(new RegExp(`^ +${name} +${about.slice(0, 20)}`, 'm'));
  });

  test('plays a story, in no colours when nobody looks', async ({ expect }) => {
    const { code, printed } = await scenario('photo-likes');
    expect(code).toBe(0);
    expect(printed).toMatch(/^photo-likes: [^\x1b]+\nAll \d+ expectations hold\.\n$/);
  });

  test('refusal: a name that is none', async ({ expect }) => {
    const { code, printed, errors } = await scenario('photo-like');
    expect({ code, printed }).toEqual({ code: 1, printed: '' });
    expect(errors).toContain('There is no story "photo-like".');
    expect(errors).toContain('photo-likes');
  });
});
