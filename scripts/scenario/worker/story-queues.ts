import { WorkerEntrypoint } from 'cloudflare:workers';
import type { DeadMessage, QueueMessage } from '../../../src/contract/queue-message.ts';
import { storyClock } from './story-clock.ts';

type Body = QueueMessage | DeadMessage;

/** A message that waits in one of the queues. */
export interface Waiting {
  readonly queue: string;
  readonly body: Body;
  /** When it may be consumed, ms since the epoch. */
  readonly at: number;
  /** 1 for the first. */
  readonly attempts: number;
}

/** Tries of a message before it moves to the dead letters, as wrangler.toml has it. */
const MOST_ATTEMPTS = 6;
const DEAD = 'tower-dead';

let waiting: Waiting[] = [];

/**
 * Stands behind the bindings of the queues (each names its own in its `props`) and keeps what is sent until the story's
 * clock has come to it. The product's consumer takes it from here.
 */
export class StoryQueue extends WorkerEntrypoint<unknown, { readonly queue: string }> {
  send(body: Body, options?: QueueSendOptions): void {
    add(this.ctx.props.queue, body, options?.delaySeconds);
  }

  sendBatch(messages: readonly MessageSendRequest<Body>[], options?: QueueSendBatchOptions): void {
    for (const { body, delaySeconds } of messages) {
      add(this.ctx.props.queue, body, delaySeconds ?? options?.delaySeconds);
    }
  }
}

/** The messages of all queues. */
export const storyQueues = {
  clear(): void {
    waiting = [];
  },

  /** The message that is consumed next: of those due first the one sent first. */
  next(): Waiting | undefined {
    return waiting.reduce<Waiting | undefined>(
      (first, each) => (first && first.at <= each.at ? first : each),
      undefined,
    );
  },

  /** Gives a message to the consumer, which acks it or puts it back for a while. */
  async consume(message: Waiting, consumer: (batch: MessageBatch<Body>) => Promise<void>): Promise<void> {
    waiting = waiting.filter((each) => each !== message);
    await consumer(batchOf(message));
  },
};

function add(queue: string, body: Body, delaySeconds = 0): void {
  waiting.push({ queue, body, at: storyClock.now() + delaySeconds * 1_000, attempts: 1 });
}

function putBack({ queue, body, attempts }: Waiting, delaySeconds = 0): void {
  const isDead = attempts >= MOST_ATTEMPTS && queue !== DEAD;
  const at = storyClock.now() + delaySeconds * 1_000;
  waiting.push(isDead ? { queue: DEAD, body, at, attempts: 1 } : { queue, body, at, attempts: attempts + 1 });
}

function batchOf(waiting: Waiting): MessageBatch<Body> {
  const { queue, body, attempts } = waiting;
  const message: Message<Body> = {
    ...{ id: crypto.randomUUID(), timestamp: new Date(), body, attempts },
    ack: () => undefined,
    retry: (options) => putBack(waiting, options?.delaySeconds),
  };
  const retryAll = () => message.retry();
  return { queue, messages: [message], ackAll: () => undefined, retryAll, metadata: { metrics: NO_METRICS } };
}

const NO_METRICS = { backlogCount: 0, backlogBytes: 0 };
