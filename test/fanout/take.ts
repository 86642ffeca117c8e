import type { FanoutWorld, Sent } from './world.ts';

/** The one message of a fan-out that waits in a queue, taken out of it. */
export function take({ sent }: FanoutWorld): Sent {
  const [message, ...others] = sent.splice(0);
  if (!message || others.length > 0) throw new Error(`Not one message but ${others.length + (message ? 1 : 0)}`);
  return message;
}

/** The first batch of a fan-out that was posted a moment ago: its slice has been consumed. */
export async function takeBatch(world: FanoutWorld): Promise<Sent> {
  await world.consume(take(world));
  return take(world);
}
