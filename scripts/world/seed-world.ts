import type { Tower } from '../../src/client/tower.ts';
import { DEMO_TYPES } from './demo-types.ts';
import { DEMO_MODELS, NEWSROOM, READING, readingOf } from './trends.ts';
import type { World } from './world.ts';

/** One person in so many reads what mentions them in a channel of Slack's kind. */
const ONE_IN_SLACK = 3;

/**
 * Makes a tenant's types, members and edges what the world says; `office` (`http://host:port`) takes what goes to webhooks
 * of the members' own. Running it again changes nothing: ids are the
 * world's own, and an equal member, edge or type is not written again.
 */
export async function seedWorld(tower: Tower, world: World, office: string): Promise<void> {
  // Before the types that name them.
  await Promise.all(Object.entries(DEMO_MODELS).map(([name, definition]) => tower.models.put(name, definition)));
  await Promise.all(Object.entries(DEMO_TYPES).map(([name, definition]) => tower.types.put(name, definition)));
  const members = await tower.members.putMany(
    world.people.map(({ id, name, timezone, locale, email, phone, interests }, rank) => ({
      id,
      timezone,
      locale,
      email,
      phone,
      ...(rank % ONE_IN_SLACK === 0 && { slack: `${office}/hook/${encodeURIComponent(id)}` }),
      attributes: { name, interests: [...interests] },
    })),
  );
  refuseRejects('members', members.rejected.length);
  const readers = world.people.map(({ id }) => ({ from: id, to: NEWSROOM, kind: 'reader' }));
  const edges = await tower.edges.put([...world.follows, ...readers]);
  refuseRejects('follows', edges.rejected.length);
  const features = await tower.features.put(READING, readingOf(world), { mode: 'full' });
  refuseRejects('features', features.rejected.length);
}

function refuseRejects(what: string, count: number): void {
  if (count > 0) throw new Error(`${count} ${what} of the demo world were rejected`);
}
