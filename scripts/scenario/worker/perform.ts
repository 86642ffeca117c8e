import type { Act, StoryEngagement } from '../story.ts';
import type { Timeline } from '../told.ts';
import type { Cast } from './cast.ts';
import { pushService } from './push-service.ts';

/** Entries of a timeline that somebody looks at. */
const PAGE = 20;

/** Does what a step says, through the API of the product; answers the timeline when somebody looked at theirs. */
export async function perform(cast: Cast, act: Act): Promise<Timeline | undefined> {
  switch (act.do) {
    case 'event': {
      const { id } = await cast.tower.events.post({ source: '/story', ...act.event });
      cast.events.set(id, act.event.id);
      return;
    }
    case 'recall':
      await cast.tower.events.recall(idOf(cast, act.event));
      return;
    case 'look':
      return look(cast, act.who);
    case 'engage':
      await (await cast.client(act.who)).timeline.engage(engagementOf(cast, act.engagement));
      return;
    case 'settings': {
      const { preferences } = await cast.client(act.who);
      await preferences.put({ ...(await preferences.get()), ...act.preferences });
      return;
    }
    case 'travel': {
      const profile = { ...cast.profiles.get(act.who), timezone: act.to };
      await cast.tower.members.put(act.who, profile);
      cast.profiles.set(act.who, profile);
      return;
    }
    case 'push-service':
      pushService.become(act.is);
      return;
    case 'uninstall':
      pushService.unsubscribe(act.who, act.device);
      return;
  }
}

/** The timeline of a member as a page shows it, read without marking anything as seen. */
export async function readTimeline(cast: Cast, member: string): Promise<Timeline> {
  const { items, unseen } = await (await cast.client(member)).timeline.page({ limit: PAGE });
  return { unseen, entries: items.map(({ title, seen }) => ({ title, seen })) };
}

/** What an app does that is opened: it shows the timeline and marks it as seen. */
async function look(cast: Cast, member: string): Promise<Timeline> {
  const shown = await readTimeline(cast, member);
  const { timeline } = await cast.client(member);
  const [newest] = (await timeline.page({ limit: 1 })).items;
  if (newest) await timeline.seen(newest.id);
  return shown;
}

function engagementOf(cast: Cast, { event, ...rest }: StoryEngagement) {
  return event === undefined ? rest : { ...rest, notification: idOf(cast, event) };
}

/** The id of an event by its name in the story. */
function idOf({ events }: Cast, name: string): string {
  for (const [id, known] of events) if (known === name) return id;
  throw new Error(`The story speaks of an event "${name}" that has not happened`);
}
