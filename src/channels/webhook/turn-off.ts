import type { DeliveryOutcome } from '../../contract/delivery.ts';
import { log, messageOf } from '../../platform/log.ts';
import type { Stubs } from '../../platform/stubs.ts';
import { type Provider, providersChanged } from '../../registry/providers.ts';
import { FAILS_FOR } from '../../registry/webhook-state.ts';
import { GONE_FOR_GOOD } from './send-webhook.ts';

/**
 * Turns off a provider whose server has said that it is gone for good (410), until an operator puts it again. Never
 * throws: one that could not be turned off says the same to the next delivery.
 */
export async function turnOffIfGone(
  of: Stubs,
  tenant: string,
  { name, definition }: Pick<Provider, 'name' | 'definition'>,
  outcome: DeliveryOutcome,
): Promise<void> {
  if (definition.kind !== 'webhook' || outcome.kind !== 'refused' || outcome.reason !== GONE_FOR_GOOD) return;
  await turnOff(of, tenant, name, definition.url);
}

/** Likewise one whose server has failed for days: `since` is when that began, ms since the epoch. */
export async function turnOffIfFailing(
  of: Stubs,
  tenant: string,
  { name, definition }: Pick<Provider, 'name' | 'definition'>,
  since: number,
  now: number,
): Promise<void> {
  if (definition.kind === 'webhook' && now - since >= FAILS_FOR) await turnOff(of, tenant, name, definition.url);
}

async function turnOff(of: Stubs, tenant: string, name: string, url: string): Promise<void> {
  try {
    if (!(await of.tenant().turnOffProvider(name, url))) return;
    providersChanged(tenant);
    log('warn', 'provider.disabled', { tenant, provider: name });
  } catch (error) {
    log('error', 'provider.undisabled', { tenant, provider: name, reason: messageOf(error) });
  }
}
