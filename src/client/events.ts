import type { z } from 'zod';
import type { CloudEvent, EventReceipt, EventStatus } from '../contract/event.ts';
import type { FieldError } from '../contract/problem.ts';
import { NDJSON, toNdjson } from './ndjson.ts';
import { path, type Transport } from './transport.ts';

/** An event as a producer writes it. */
export type EventInput = z.input<typeof CloudEvent>;

/** Answer to many events: what was taken, and which lines were not and why. */
export interface EventsAnswer {
  /** Receipts of the accepted ones, in the order they were sent. */
  readonly receipts: readonly EventReceipt[];
  /** `index` counts lines from 0. */
  readonly rejected: readonly { readonly index: number; readonly errors: readonly FieldError[] }[];
}

/** Events: post one, post many, follow one on its way, steer its fan-out, withdraw it. Doing it again has no second effect. */
export interface Events {
  readonly post: (event: EventInput) => Promise<EventReceipt>;
  /** One request of at most 4 MB. */
  readonly postMany: (events: readonly EventInput[]) => Promise<EventsAnswer>;
  /** The same, for a body of NDJSON that is already made. */
  readonly postLines: (body: string, signal?: AbortSignal) => Promise<EventsAnswer>;
  readonly status: (id: string) => Promise<EventStatus>;
  /** Withdraws an event; `state` is where that stands. Again, it does nothing twice. */
  readonly recall: (id: string) => Promise<Pick<EventStatus, 'id' | 'state'>>;
  /** Has a fan-out wait until it is resumed. */
  readonly pause: (id: string) => Promise<Pick<EventStatus, 'id' | 'state'>>;
  readonly resume: (id: string) => Promise<Pick<EventStatus, 'id' | 'state'>>;
  /** Ends a fan-out: whoever has not been offered the event never will be. */
  readonly cancel: (id: string) => Promise<Pick<EventStatus, 'id' | 'state'>>;
}

/** The events of the tenant whose key the transport carries. */
export function eventsOf({ send }: Transport): Events {
  const postLines = async (body: string, signal?: AbortSignal) =>
    answerOf(
      await send<readonly LineAnswer[]>({
        method: 'POST',
        path: '/v1/events',
        body,
        contentType: NDJSON,
        // An event is known by its source and id: a repeat is answered as a duplicate.
        repeatable: true,
        signal,
      }),
    );
  return {
    post: (event) => send({ method: 'POST', path: '/v1/events', body: event, repeatable: true }),
    postMany: (events) => postLines(toNdjson(events)),
    postLines,
    status: (id) => send({ method: 'GET', path: path`/v1/events/${id}` }),
    recall: (id) => send({ method: 'POST', path: path`/v1/events/${id}/recall`, repeatable: true }),
    pause: (id) => send({ method: 'POST', path: path`/v1/events/${id}/pause`, repeatable: true }),
    resume: (id) => send({ method: 'POST', path: path`/v1/events/${id}/resume`, repeatable: true }),
    cancel: (id) => send({ method: 'POST', path: path`/v1/events/${id}/cancel`, repeatable: true }),
  };
}

/** Many events are answered line by line: a receipt, or what is wrong with the line. */
type LineAnswer = EventReceipt | EventsAnswer['rejected'][number];

function answerOf(lines: readonly LineAnswer[]): EventsAnswer {
  return {
    receipts: lines.filter((line) => 'id' in line),
    rejected: lines.filter((line) => 'errors' in line),
  };
}
