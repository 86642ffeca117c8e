import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { vi } from 'vitest';
import type { QueueMessage } from '../../src/contract/queue-message.ts';
import type { EventLog } from '../../src/ingest/event-log.ts';
import { newEventOf } from '../../src/ingest/log-client.ts';
import type { EventResult, LogEntry } from '../../src/ingest/logged-event.ts';
import { standardise } from '../../src/ingest/standardise.ts';
import { Store } from '../../src/ingest/store.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';
import { anEvent, aType, settings } from './samples.ts';

export const DAY = 86_400_000;
/** A day ahead, so that no alarm of these objects fires by itself. */
export const NOW = Date.now() + DAY;
export function aLog() {
  return stubs(bindings, `tenant-${crypto.randomUUID()}`).eventLog(0);
}

export function entry(id: string, recipients = ['ada'], now = NOW): LogEntry {
  const made = standardise('acme', anEvent({ id, data: { recipients } }), aType(), settings, now);
  if ('errors' in made) throw new Error('The sample is not an event');
  return made.entry;
}

export function accept(log: ReturnType<typeof aLog>, entries: readonly LogEntry[], now: number, ends?: EventResult[]) {
  return log.accept(entries.map(newEventOf), now, ends);
}

export function result({ hash }: LogEntry, state: EventResult['state'], offered = 1): EventResult {
  return { hash, state, offered, decisions: { send: offered }, reasons: { timeline: offered } };
}

/** Fires the log's alarm at a moment, and gives the events it wanted offered again. */
export async function alarmAt(log: ReturnType<typeof aLog>, now: number, isDown = false): Promise<string[]> {
  const messages: QueueMessage[] = [];
  vi.spyOn(Date, 'now').mockReturnValue(now);
  await runInDurableObject(log, (instance: EventLog) => {
    const LIVE = {
      sendBatch: async (batch: readonly { readonly body: QueueMessage }[]) => {
        if (isDown) throw new Error('the queue is down');
        messages.push(...batch.map(({ body }) => body));
      },
    };
    Object.assign(instance, { env: { ...bindings, LIVE } });
  });
  await runDurableObjectAlarm(log);
  return messages.flatMap((message) => (message.kind === 'events' ? message.events : []));
}

/** How many rows the log reads to do something; rows of JSON count too. */
export function rowsRead(log: ReturnType<typeof aLog>, work: (store: Store) => void): Promise<number> {
  return runInDurableObject(log, (_instance: EventLog, { storage }) => {
    const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const exec = (query: string, ...bound: unknown[]) => {
      const cursor = storage.sql.exec(query, ...bound);
      cursors.push(cursor);
      return cursor;
    };
    work(new Store({ ...storage, sql: { exec } } as unknown as DurableObjectStorage));
    return cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0);
  });
}
