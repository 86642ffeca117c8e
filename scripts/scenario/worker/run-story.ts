import { scheduleOf } from '../schedule.ts';
import type { Act, Story } from '../story.ts';
import type { Told } from '../told.ts';
import { gather } from './cast.ts';
import { inProcess } from './in-process.ts';
import { perform, readTimeline } from './perform.ts';
import { pushService } from './push-service.ts';
import { Stage } from './stage.ts';
import { storyClock } from './story-clock.ts';
import type { StoryEnvironment } from './story-environment.ts';
import { storyQueues } from './story-queues.ts';

/**
 * Plays a story with the product as it is: events and settings go through its API, queues through its consumer, and the
 * alarm of each member fires when the story's clock comes to it. Only the clock, the queues and the push service belong
 * to the story. (Alarms of other objects only repeat what was lost; nothing is lost here.) One story at a time.
 */
export async function runStory(story: Story, env: StoryEnvironment, context: ExecutionContext): Promise<Told> {
  const { begins, steps, ends } = scheduleOf(story);
  storyClock.start(begins);
  storyQueues.clear();
  pushService.clear();
  const cast = await gather(story, env, inProcess(env, context));
  const stage = await Stage.open(env, cast);
  for (const { step, at, timezone } of steps) {
    await stage.playUntil(at);
    stage.timezone = timezone;
    const since = storyClock.now();
    stage.tell({ at: since, kind: 'step', says: wordsOf(step) });
    const timeline = await perform(cast, step);
    if (timeline && step.do === 'look') {
      stage.tell({ at: since, kind: 'timeline', member: step.who, localZone: cast.zoneOf(step.who), timeline });
    }
    await stage.tellNews(since);
    await stage.playUntil(at);
  }
  await stage.playUntil(ends);
  const members = await Promise.all(
    [...cast.profiles.keys()].map(async (member) => [member, await readTimeline(cast, member)] as const),
  );
  return { happenings: stage.happenings, timelines: Object.fromEntries(members) };
}

/** A step in one line. */
function wordsOf(act: Act): string {
  switch (act.do) {
    case 'look':
      return `${act.who} opens the app`;
    case 'travel':
      return `${act.who} arrives in ${act.to.replace(/^.*\//, '').replaceAll('_', ' ')}`;
    case 'push-service':
      return `the push service is ${act.is}`;
    case 'uninstall':
      return `${act.who} removes the app from the ${act.device}`;
    default:
      return act.says;
  }
}
