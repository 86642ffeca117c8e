import type { Lane } from '../contract/lane.ts';
import type { LaneMessage } from '../contract/queue-message.ts';
import type { Environment } from './environment.ts';

/** The queue of a lane. */
export function queueOf(env: Pick<Environment, 'URGENT' | 'LIVE' | 'BULK'>, lane: Lane): Queue<LaneMessage> {
  switch (lane) {
    case 'urgent':
      return env.URGENT;
    case 'live':
      return env.LIVE;
    case 'bulk':
      return env.BULK;
  }
}

/** The queue's limits of one `sendBatch`: 100 messages and 256 KB, of which this leaves some for their wrapping. */
const MOST_IN_ONE_SEND = 100;
const MOST_BYTES_IN_ONE_SEND = 240_000;

/** Sends any number of messages, after so many seconds, in as few sends as the queue allows. */
export async function sendAll<Message>(
  queue: Queue<Message>,
  messages: readonly Message[],
  delaySeconds = 0,
): Promise<void> {
  for (const part of inSends(messages)) {
    await queue.sendBatch(
      part.map((body) => ({ body })),
      { delaySeconds },
    );
  }
}

function inSends<Message>(messages: readonly Message[]): Message[][] {
  const sends: Message[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const size = Buffer.byteLength(JSON.stringify(message));
    const last = sends.at(-1);
    if (last && last.length < MOST_IN_ONE_SEND && bytes + size <= MOST_BYTES_IN_ONE_SEND) {
      last.push(message);
      bytes += size;
    } else {
      sends.push([message]);
      bytes = size;
    }
  }
  return sends;
}
