import type { TellMessage } from '../../contract/queue-message.ts';
import type { Environment } from '../../platform/environment.ts';
import { log } from '../../platform/log.ts';
import { objectName } from '../../platform/names.ts';
import { outgoing } from '../../platform/outgoing.ts';
import { type Stubs, stubs } from '../../platform/stubs.ts';
import type { WebhookRow } from '../../registry/store.ts';
import type { Told } from '../../registry/webhook-state.ts';
import { isOn, openedWebhookSecrets, webhookOf, webhooksChanged } from '../../registry/webhooks.ts';
import { redacted } from '../answer.ts';
import type { Asked } from '../ask.ts';
import { type Sufferance, unlessHeldOff } from '../hold-off.ts';
import { type Fetch, type Surroundings, surroundingsOf } from '../surroundings.ts';
import { postSigned } from './post.ts';
import { nextTry } from './schedule.ts';

/**
 * Consumer of what a tenant's own server is to be told: one try. What fails is sent to the queue again, later and later,
 * until its time is up; then, or when its webhook has been turned off meanwhile, it is a dead letter that can be
 * replayed. Told at least once: a repeat has the same id. `now` in ms.
 */
export async function tell(env: Environment, message: TellMessage, now: number, fetcher?: Fetch): Promise<void> {
  const { tenant, webhook: name } = message;
  const of = stubs(env, tenant);
  const webhook = await webhookOf(of, tenant, name, now);
  if (!webhook) {
    log('warn', 'webhook.removed', { tenant, webhook: name });
    return;
  }
  if (!isOn(webhook)) return bury(env, message, webhook.state.disabled ?? 'it is not enabled');
  const around = { ...(await surroundingsOf(env, of, tenant, now)), ...(fetcher ? { fetcher } : {}) };
  // Whoever puts a webhook anew has mended it: it begins anew here too.
  const server = objectName(tenant, name, webhook.updatedAt);
  const arrivedAt = Date.now();
  const asked = await outgoing(server, LONGEST_IN_LINE, () =>
    unlessHeldOff(
      server,
      SUFFERANCE,
      // Time in line is not the server's: it is slow from when it is asked.
      now + (Date.now() - arrivedAt),
      () => tellOnce(env, webhook, message, around),
      ({ failure }) => failure,
    ),
  );
  const tried = asked && 'answer' in asked ? asked.answer : undefined;
  if (tried) await note(of, tenant, webhook, message, tried.told, now);
  if (tried?.told.kind === 'told') return;
  const next = tried?.told.kind === 'gone' ? undefined : nextTry(message, now);
  if (!next) return bury(env, message, tried?.failure ?? webhook.state.disabled ?? 'its time is up');
  await env.WEBHOOKS.send(next.message, { delaySeconds: next.delaySeconds });
}

/** Its server is the tenant's own, and the lane is everybody's. */
const SUFFERANCE: Sufferance = { isOverAtOnce: true, slow: 1_000 };
/** ms before a message that finds no place goes back to the queue, as after a failure. */
const LONGEST_IN_LINE = 20_000;

/** What came of one try; `failure` says why it failed. */
export interface OneTry {
  readonly told: Told;
  readonly status?: number;
  readonly failure?: string;
}

/** Posts a message to a webhook, whether it is on or not. Never throws. */
export async function tellOnce(
  env: Pick<Environment, 'TOWER_SECRETS_KEY' | 'TOWER_SECRETS_PREVIOUS_KEY'>,
  webhook: Pick<WebhookRow, 'name' | 'definition' | 'state'>,
  { id, message }: Pick<TellMessage, 'id' | 'message'>,
  around: Surroundings,
): Promise<OneTry> {
  const secrets = openedWebhookSecrets(env, around.tenant, webhook, around.now);
  const failed = (failure: string) => ({ told: { kind: 'failed', reason: failure }, failure }) as const;
  if (secrets.length === 0) return failed('its secret does not open: rotate it');
  const asked = await postSigned({ url: webhook.definition.url, id, message, secrets }, around);
  if (asked.kind !== 'answer') return failed(asked.reason);
  const { status } = asked;
  if (status >= 200 && status < 300) return { told: { kind: 'told' }, status };
  const failure = failureOf(asked);
  return status === 410 ? { told: { kind: 'gone' }, status, failure } : { ...failed(failure), status };
}

function failureOf({ status, body }: Extract<Asked, { kind: 'answer' }>): string {
  const said = redacted(body);
  const reason = `http-${status}${status >= 300 && status < 400 ? ' redirect' : ''}`;
  return said === '' ? reason : `${reason}: ${said}`;
}

/**
 * Tells the tenant's object, only when that may change how the webhook stands. What was tried before has failed before, so
 * its success is told even when this isolate has not heard of the failure.
 */
async function note(
  of: Stubs,
  tenant: string,
  { name, state }: WebhookRow,
  { tried }: TellMessage,
  told: Told,
  now: number,
): Promise<void> {
  if (told.kind === 'told' && tried === undefined && state.failingSince === undefined) return;
  const row = await of.tenant().noteWebhook(name, told, now);
  if (row?.state.failingSince === state.failingSince && row?.state.disabled === state.disabled) return;
  webhooksChanged(tenant);
  if (row?.state.disabled !== undefined) log('warn', 'webhook.disabled', { tenant, webhook: name });
}

async function bury(env: Environment, message: TellMessage, reason: string): Promise<void> {
  await env.DEAD.send({ kind: 'dead', reason: `webhook: ${reason}`, lane: 'webhooks', message });
}
