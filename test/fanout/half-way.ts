import { take } from './take.ts';
import { type FanoutWorld, failing, newWorld, people } from './world.ts';

/** A fan-out to so many whose first page is offered, its second cut, and the rest not even read. */
export async function halfWay(count: number): Promise<{ world: FanoutWorld; members: string[]; event: string }> {
  const world = await newWorld();
  const members = people(count);
  await world.follow(members, 'star');
  const event = await world.post({ actor: 'star' });
  const slice = take(world);
  const { FANOUT } = world.env;
  let pages = 0;
  await world.replace({ FANOUT: failing(FANOUT, 'advance', { where: () => ++pages > 2 }) });
  await world.consume(slice, 10).catch(() => {});
  await world.replace({ FANOUT });
  const [offered] = world.sent.splice(0, 1);
  if (!offered) throw new Error('No batch was cut');
  await world.consume(offered);
  // The queue has not heard that the slice was worked on.
  world.sent.push(slice);
  return { world, members, event };
}
