import { z } from '@hono/zod-openapi';
import { CloudEvent, EventReceipt, EventStatus } from '../../contract/event.ts';
import { FieldError } from '../../contract/problem.ts';
import type { Steering } from '../../fanout/work.ts';
import { admit } from '../../gate/admit.ts';
import { type Accepted, acceptEvents } from '../../ingest/accept.ts';
import { recallEvent } from '../../ingest/recall.ts';
import { statusOf } from '../../ingest/status.ts';
import { steerEvent } from '../../ingest/steer.ts';
import { readCloudEvents } from '../cloud-events.ts';
import { type App, type Ctx, objectsOf } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { readId } from '../parameters.ts';

const tags = ['Events'];
const Answer = z.union([
  EventReceipt,
  z.array(z.union([EventReceipt, z.object({ index: z.number().int(), errors: z.array(FieldError) })])),
]);

const IdempotencyHeader = z.object({
  'Idempotency-Key': z.string().max(257).optional().openapi({
    description: 'for 24 hours the same key has one effect, whatever ids the events are given; quoted or not',
  }),
});

const RECALLED =
  'Withdrawn, as far as `state` says: `done` when everybody has been asked, `fanning-out` while they are, `failed` ' +
  'with a dead letter. From here on nobody is offered it who has not been. An audience is asked as it is now: of a ' +
  'member who has left it since, the entry stays until it is too old. What a device has shown cannot be taken back.';
const RecallReceipt = EventStatus.pick({ id: true, state: true }).openapi('RecallReceipt');

const SteerReceipt = EventStatus.pick({ id: true, state: true }).openapi('SteerReceipt');
const STEERINGS: Readonly<Record<Steering, { readonly summary: string; readonly description: string }>> = {
  pause: {
    summary: 'Have a fan-out wait until it is resumed; again, it does nothing twice',
    description:
      'From here on nobody is offered it but by an offer that is under way: at most one batch of each consumer',
  },
  resume: {
    summary: 'Have a paused fan-out go on where it stood',
    description: 'It goes on, in its turn: others of the tenant may have to end first',
  },
  cancel: {
    summary: 'End a fan-out: who has not been offered the event never will be; again, it does nothing twice',
    description: 'Ended. Who has been offered it keeps it: a recall takes it back',
  },
};

export function addEventRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/events',
    {
      summary: 'Post one CloudEvent, a batch, or NDJSON; accepted once by (source, id)',
      tags,
      security: { scope: 'events' },
      headers: IdempotencyHeader,
      body: {
        schema: CloudEvent,
        bulk: true,
        content: {
          'application/cloudevents+json': CloudEvent,
          'application/cloudevents-batch+json': z.array(CloudEvent),
        },
      },
      answer: { status: 202, schema: Answer, description: 'Accepted; of many, an array in the same order' },
      problems: [409, 429],
    },
    postEvents,
  );

  addRoute(
    app,
    'get',
    '/v1/events/{id}',
    {
      summary: 'Where an event is on its way, counted in recipients',
      tags,
      security: { scope: 'events' },
      answer: { status: 200, schema: EventStatus, description: 'The counts so far' },
      problems: [404],
    },
    async (context) => {
      const status = await statusOf(objectsOf(context), readId(context, 'id'));
      if (!status) throw new Refused({ kind: 'not-found', what: 'such event' });
      return context.json(status);
    },
  );

  addRoute(
    app,
    'post',
    '/v1/events/{id}/recall',
    {
      summary: 'Withdraw an event: out of timelines, held work and digests; again, it does nothing twice',
      tags,
      security: { scope: 'events' },
      answer: { status: 202, schema: RecallReceipt, description: RECALLED },
      problems: [404, 429],
    },
    postRecall,
  );

  for (const [how, { summary, description }] of Object.entries(STEERINGS)) {
    addRoute(
      app,
      'post',
      `/v1/events/{id}/${how}`,
      {
        summary,
        tags,
        security: { scope: 'events' },
        answer: { status: 202, schema: SteerReceipt, description },
        problems: [404, 409],
      },
      (context) => postSteering(context, how as Steering),
    );
  }
}

async function postSteering(context: Ctx, how: Steering): Promise<Response> {
  const steered = await steerEvent(context.env, objectsOf(context), readId(context, 'id'), how, Date.now());
  if (!steered) throw new Refused({ kind: 'not-found', what: 'such event' });
  if ('refused' in steered)
    throw new Refused({ kind: 'conflict', title: 'The fan-out cannot be steered so', detail: steered.refused });
  return context.json(steered, 202);
}

async function postRecall(context: Ctx): Promise<Response> {
  const { tenant, producer: key } = context.var.caller;
  if (!key) throw new Error('The guard let in somebody without a key');
  const id = readId(context, 'id');
  const now = Date.now();
  // It asks as many members as the event did.
  const wait = await admit(context.env, tenant, key.keyId, 1, key.settings.quota, now);
  if (wait > 0) throw new Refused({ kind: 'over-quota', retryAfterMillis: wait });
  const recalled = await recallEvent(context.env, objectsOf(context), id, now);
  if (!recalled) throw new Refused({ kind: 'not-found', what: 'such event' });
  return context.json(recalled, 202);
}

async function postEvents(context: Ctx): Promise<Response> {
  const { tenant, producer: key } = context.var.caller;
  if (!key) throw new Error('The guard let in somebody without a key');
  const now = Date.now();
  const { many, lines } = await readCloudEvents(context);
  const wait = await admit(context.env, tenant, key.keyId, Math.max(1, lines.length), key.settings.quota, now);
  if (wait > 0) throw new Refused({ kind: 'over-quota', retryAfterMillis: wait });

  const idempotencyKey = idempotencyKeyOf(context.req.header('Idempotency-Key'));
  const events = lines.flatMap((line) => ('value' in line ? [line.value] : []));
  const later = (work: Promise<unknown>) => context.executionCtx.waitUntil(work);
  const posted = { tenant, settings: key.settings, events, idempotencyKey, now };
  const accepted = await acceptEvents(context.env, posted, later);
  if (accepted === 'key-reused') {
    throw new Refused({ kind: 'conflict', detail: 'This Idempotency-Key was used for other events' });
  }

  let next = 0;
  const results = lines.map((line): Accepted | undefined =>
    'value' in line ? accepted[next++] : { kind: 'invalid', errors: line.errors },
  );
  if (many) return context.json(results.map(lineOf), 202);
  return context.json(receiptOf(results[0]), 202);
}

/** The answer about one event: its receipt, or a problem of its own. */
function receiptOf(result: Accepted | undefined): EventReceipt {
  switch (result?.kind) {
    case 'accepted':
      return { id: result.id, duplicate: result.duplicate };
    case 'invalid':
      throw new Refused({ kind: 'invalid', errors: result.errors });
    case 'conflict':
      throw new Refused({ kind: 'conflict', detail: conflictWords(result.id) });
    case undefined:
      throw new Refused({ kind: 'malformed', detail: 'The body holds no event' });
  }
}

/** The same about one of many. */
function lineOf(result: Accepted | undefined, index: number) {
  switch (result?.kind) {
    case 'accepted':
      return { id: result.id, duplicate: result.duplicate };
    case 'conflict':
      return { index, errors: [{ path: 'id', message: conflictWords(result.id) }] };
    default:
      return { index, errors: result?.errors ?? [] };
  }
}

function conflictWords(id: string): string {
  return `An event of the same source and id was accepted with other content, as ${id}`;
}
