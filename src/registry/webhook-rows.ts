import { MOST_WEBHOOKS, type WebhookDefinition } from '../contract/webhook.ts';
import type { Store, WebhookRow } from './store.ts';
import { stateAfter, type Told, turnedOn } from './webhook-state.ts';

/** Stores a webhook and turns it on again; one that is known keeps its secret. `full` when there are as many as can be. */
export function putWebhook(
  store: Store,
  name: string,
  definition: WebhookDefinition,
  sealed: string,
  now: number,
): WebhookRow | 'full' {
  const known = rowOf(store, name);
  if (!known && store.webhooks().length >= MOST_WEBHOOKS) return 'full';
  const state = known ? turnedOn(known.state) : { secret: sealed };
  return written(store, { name, definition, state, updatedAt: now });
}

/** Gives a webhook another secret; the one before signs as well until that moment (ms). Undefined when there is none. */
export function rotateWebhook(
  store: Store,
  name: string,
  sealed: string,
  until: number,
  now: number,
): WebhookRow | undefined {
  const known = rowOf(store, name);
  if (!known) return undefined;
  const previous = { secret: known.state.secret, until };
  return written(store, { ...known, state: { ...known.state, secret: sealed, previous }, updatedAt: now });
}

/** Notes what became of telling a webhook something: a row is written only when that changes how it stands. */
export function noteWebhook(store: Store, name: string, told: Told, now: number): WebhookRow | undefined {
  const known = rowOf(store, name);
  if (!known) return undefined;
  const state = stateAfter(known.state, told, now);
  return state === known.state ? known : written(store, { ...known, state });
}

/**
 * Turns off a provider of the channel webhook whose server is gone for good, unless it leads elsewhere by now. Answers
 * whether it was on.
 */
export function turnOffProvider(store: Store, name: string, url: string): boolean {
  const row = store.providers().find((each) => each.name === name);
  if (row?.definition.kind !== 'webhook' || row.definition.url !== url || !row.definition.enabled) return false;
  store.putProvider({ ...row, definition: { ...row.definition, enabled: false } });
  return true;
}

function rowOf(store: Store, name: string): WebhookRow | undefined {
  return store.webhooks().find((row) => row.name === name);
}

function written(store: Store, row: WebhookRow): WebhookRow {
  store.putWebhook(row);
  return row;
}
