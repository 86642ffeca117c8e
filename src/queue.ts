import { consumeLift } from './audience/consume-lift.ts';
import { learnBounds } from './audience/learn-bounds.ts';
import { readPage } from './audience/read-page.ts';
import { deliver } from './channels/deliver.ts';
import { tell } from './channels/webhook/tell.ts';
import type { DeadMessage, QueueMessage } from './contract/queue-message.ts';
import { bury } from './dead-letters/bury.ts';
import { consumeBatch } from './fanout/batch-consumer.ts';
import { consumeSlice } from './fanout/slice-consumer.ts';
import { failEvents, offerAgain } from './ingest/offer-again.ts';
import { bounded } from './platform/bounded.ts';
import type { Environment } from './platform/environment.ts';
import { log, messageOf } from './platform/log.ts';
import { inOneLine } from './platform/outgoing.ts';

/** Messages of one batch worked on at once; those that wait for servers of others stand in a line of their own. */
const PARALLEL = 4;
/** Seconds before the queue tries a message again; each further try waits twice as long. */
const FIRST_PAUSE = 2;
const LONGEST_PAUSE = 300;

/** Consumes a batch of any queue: each message is acked or retried by itself, so one failure repeats no other. */
export async function consumeQueue(batch: MessageBatch<QueueMessage | DeadMessage>, env: Environment): Promise<void> {
  const isDead = batch.queue.endsWith('-dead');
  const isOutside = /-(deliver|webhooks)$/.test(batch.queue);
  await inOneLine(env, () =>
    bounded(batch.messages, isOutside ? batch.messages.length : PARALLEL, async (message) => {
      try {
        await (isDead ? consumeDead(env, message.body) : consume(env, message.body));
        message.ack();
      } catch (error) {
        const { kind } = message.body;
        log('error', 'queue.message.failed', { queue: batch.queue, kind, reason: messageOf(error) });
        message.retry({ delaySeconds: Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (message.attempts - 1)) });
      }
    }),
  );
}

function consume(env: Environment, message: QueueMessage | DeadMessage): Promise<void> {
  const now = Date.now();
  switch (message.kind) {
    case 'slice':
      return consumeSlice(env, message, readPage, now);
    case 'batch':
      return consumeBatch(env, message, readPage, now, learnBounds);
    case 'lift':
      return consumeLift(env, message, now);
    case 'events':
      return offerAgain(env, message, now);
    case 'deliver':
      return deliver(env, message, now);
    case 'webhook':
      return tell(env, message, now);
    case 'dead':
      return consumeDead(env, message);
  }
}

async function consumeDead(env: Environment, dead: QueueMessage | DeadMessage): Promise<void> {
  const message = dead.kind === 'dead' ? dead.message : dead;
  await bury(env, dead, Date.now());
  if (message.kind === 'events') await failEvents(env, message);
}
