import { momentOf } from './local-time.ts';
import type { Step, Story } from './story.ts';

/** When everything of a story happens, ms since the epoch. */
export interface Schedule {
  /** Before the first step: tenant, types and members are made. */
  readonly begins: number;
  readonly steps: readonly Scheduled[];
  readonly ends: number;
}

export interface Scheduled {
  readonly step: Step;
  readonly at: number;
  /** The zone that whom the story is about is in once it has happened. */
  readonly timezone: string;
}

/** ms that members are there before something happens. */
const BEFORE = 60_000;
const TIME = /^(?:day ([1-9]\d*) )?([01]\d:[0-5]\d|2[0-3]:[0-5]\d)$/;

/**
 * Reads the times of a story in the local time of whom it is about, wherever they are by then. Throws for a time that
 * cannot be read, and for a step that comes before the one above it.
 */
export function scheduleOf(story: Story): Schedule {
  const hero = heroOf(story);
  let timezone = story.members[hero]?.profile.timezone ?? 'UTC';
  let day = 1;
  let last = Number.NEGATIVE_INFINITY;
  const read = (time: string) => {
    const [, ofDay, clock] = TIME.exec(time) ?? [];
    if (clock === undefined) throw new Error(`${story.name}: "${time}" is no time such as 19:02 or day 3 08:00`);
    if (ofDay !== undefined) day = Number(ofDay);
    const at = momentOf(story.begins, day, clock, timezone);
    if (at < last) throw new Error(`${story.name}: "${time}" is before the step above it`);
    last = at;
    return at;
  };
  const steps = story.steps.map((step): Scheduled => {
    const at = read(step.at);
    if (step.do === 'travel' && step.who === hero) timezone = step.to;
    return { step, at, timezone };
  });
  const ends = read(story.ends);
  return { begins: (steps[0]?.at ?? ends) - BEFORE, steps, ends };
}

/** Whom a story is about: the first of its members. */
export function heroOf({ name, members }: Story): string {
  const [hero] = Object.keys(members);
  if (hero === undefined) throw new Error(`${name}: a story needs a member`);
  return hero;
}
