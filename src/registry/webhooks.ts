import { randomBytes } from 'node:crypto';
import type { WebhookEvent, WebhookState } from '../contract/webhook.ts';
import type { Environment } from '../platform/environment.ts';
import { objectName } from '../platform/names.ts';
import { seal, unseal } from '../platform/seal.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';
import { sealKeysOf } from './providers.ts';
import type { WebhookRow } from './store.ts';

type Keys = Pick<Environment, 'TOWER_SECRETS_KEY' | 'TOWER_SECRETS_PREVIOUS_KEY'>;

/** How long another isolate may go on with what it read of a tenant's webhooks, ms. */
const FRESH_FOR = 5_000;

const webhooks = isolateCache<readonly WebhookRow[]>(FRESH_FOR, 1_000);

/** The webhooks of a tenant, at most a few seconds old: also those that are off. */
export async function webhooksOf(stubs: Stubs, tenant: string, now: number): Promise<readonly WebhookRow[]> {
  return (await webhooks.get(objectName(tenant), now, () => stubs.tenant().webhooks())) ?? [];
}

/** Forgets what this isolate holds of a tenant's webhooks. */
export function webhooksChanged(tenant: string): void {
  webhooks.forget(objectName(tenant));
}

/**
 * A webhook that something is to be told: as this isolate remembers it when it is on, else as it is at this moment, for it
 * may have been put a moment ago. Undefined when there is none.
 */
export async function webhookOf(
  stubs: Stubs,
  tenant: string,
  name: string,
  now: number,
): Promise<WebhookRow | undefined> {
  const ofName = (rows: readonly WebhookRow[]) => rows.find((each) => each.name === name);
  const known = ofName(await webhooksOf(stubs, tenant, now));
  if (known && isOn(known)) return known;
  webhooksChanged(tenant);
  return ofName(await webhooksOf(stubs, tenant, now));
}

/** Whether it is told anything. */
export function isOn({ definition, state }: Pick<WebhookRow, 'definition' | 'state'>): boolean {
  return definition.enabled && state.disabled === undefined;
}

/** Whether it is told of such an event. */
export function wants(webhook: Pick<WebhookRow, 'definition' | 'state'>, event: WebhookEvent): boolean {
  return isOn(webhook) && webhook.definition.events.some((each) => each === event);
}

/** A new secret, `whsec_` and 256 bits. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/** Seals the secret of a webhook, for this one of this tenant alone. */
export function sealWebhookSecret(keys: Keys, tenant: string, name: string, secret: string): string {
  return seal(secret, aboutOf(tenant, name), sealKeysOf(keys));
}

/**
 * What messages to a webhook are signed with at this moment: its secret, and the one before it while both hold. Empty when
 * the secret was sealed with a key that is not here any more.
 */
export function openedWebhookSecrets(
  keys: Keys,
  tenant: string,
  { name, state }: Pick<WebhookRow, 'name' | 'state'>,
  now: number,
): readonly string[] {
  const open = (sealed: string) => unseal(sealed, aboutOf(tenant, name), sealKeysOf(keys));
  const secret = open(state.secret);
  if (secret === undefined) return [];
  const before = previousOf(state, now);
  const previous = before === undefined ? undefined : open(before);
  return previous === undefined ? [secret] : [secret, previous];
}

function previousOf({ previous }: WebhookState, now: number): string | undefined {
  return previous && previous.until > now ? previous.secret : undefined;
}

function aboutOf(tenant: string, name: string): string {
  return objectName(tenant, 'webhook', name, 'secret');
}
