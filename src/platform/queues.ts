import type { Lane } from '../contract/lane.ts';
import type { LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from './environment.ts';

/** The queue of a lane. */
export function queueOf(env: Environment, lane: Lane): Queue<LaneMessage> {
  switch (lane) {
    case 'urgent':
      return env.URGENT;
    case 'live':
      return env.LIVE;
    case 'bulk':
      return env.BULK;
  }
}

/** The queue's limit of messages in one `sendBatch`. */
const MOST_IN_ONE_SEND = 100;

/** Sends any number of messages to a lane, after so many seconds. */
export async function sendAll(
  queue: Queue<LaneMessage>,
  messages: readonly LaneMessage[],
  delaySeconds = 0,
): Promise<void> {
  for (let start = 0; start < messages.length; start += MOST_IN_ONE_SEND) {
    const part = messages.slice(start, start + MOST_IN_ONE_SEND);
    await queue.sendBatch(
      part.map((body) => ({ body })),
      { delaySeconds },
    );
  }
}
