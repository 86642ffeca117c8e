import { findFaults } from './find-faults.ts';
import { clockOf, dateOf, dayOf } from './local-time.ts';
import type { Story } from './story.ts';
import { summarise } from './summarise.ts';
import type { Happening, Told } from './told.ts';
import { summaryInWords, wordsOf } from './words-of.ts';

/** Sets a part of the text off, where there are colours. */
export type Paint = (style: 'heading' | 'time' | 'step' | 'ring' | 'fault', text: string) => string;

/** Columns of a line. */
const WIDTH = 96;
/** Columns of the time, with the space around it. */
const MARGIN = 12;

/** A story as its reader sees it: what happened and why on a timeline, what came of it all, and what went wrong. */
export function tellStory(story: Story, told: Told, paint: Paint = (_style, text) => text): string {
  const lines = wrap(`${story.name}: ${story.about}`).map((line) => paint('heading', line));
  let before = { day: '', clock: '' };
  for (const happening of told.happenings) {
    const { at, timezone } = happening;
    const day = `day ${dayOf(at, timezone, story.begins)}, ${dateOf(at, timezone)}, ${timezone}`;
    const clock = clockOf(at, timezone);
    if (day !== before.day) lines.push('', paint('heading', day));
    const isNew = day !== before.day || clock !== before.clock || happening.kind === 'step';
    lines.push(...entry(happening, isNew ? clock : '', story, paint));
    before = { day, clock };
  }
  const faults = findFaults(story, told);
  const { rings, decided, undelivered = [], timelines = {} } = story.expected;
  const named = Object.keys(decided).length + Object.keys(timelines).length;
  const expectations = rings.length + undelivered.length + named;
  return [
    ...lines,
    '',
    ...summarise(told).flatMap((each) => wrap(summaryInWords(each))),
    ...(faults.length === 0
      ? [`All ${expectations} expectations hold.`]
      : faults.map((fault) => paint('fault', fault))),
  ].join('\n');
}

function entry(happening: Happening, clock: string, { begins }: Story, paint: Paint): string[] {
  const style = styleOf(happening);
  return wrap(wordsOf(happening, begins), WIDTH - MARGIN).map((line, index) => {
    const time = index === 0 ? `  ${clock}`.padEnd(MARGIN) : ' '.repeat(MARGIN);
    return paint('time', time) + (style === undefined ? line : paint(style, line));
  });
}

function styleOf(happening: Happening): 'step' | 'ring' | undefined {
  if (happening.kind === 'step') return 'step';
  return happening.kind === 'shown' && !happening.quiet ? 'ring' : undefined;
}

/** Lines of at most so many characters; those after the first are set in by two. */
function wrap(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
