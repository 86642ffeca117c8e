import { log, messageOf } from '../../platform/log.ts';
import type { Stubs } from '../../platform/stubs.ts';
import type { Go, Open, Told } from './provider.ts';

/**
 * Ends of deliveries that their providers need not hear of at once, by the name of the provider's object: the next delivery
 * of this isolate takes them along. Those of an isolate that ends are never told; their places are free after a minute.
 */
const untold = new Map<string, Told[]>();

/** Takes what a provider has not been told yet. */
export function takeUntold(provider: string): readonly Told[] {
  const told = untold.get(provider) ?? [];
  untold.delete(provider);
  return told;
}

/**
 * Says how a delivery has ended: at once when it failed or the provider has said so, else with the next one. Never throws:
 * the delivery has its outcome, and must not be sent again because nobody could be told. Answers whether it is open now.
 */
export async function tell(
  stub: ReturnType<Stubs['provider']>,
  provider: string,
  { ticket, isHeard }: Pick<Go, 'ticket' | 'isHeard'>,
  failed: string | undefined,
  now: number,
): Promise<Open | undefined> {
  const told: Told = failed === undefined ? { ticket } : { ticket, failed };
  if (failed === undefined && !isHeard) {
    untold.set(provider, [...(untold.get(provider) ?? []), told]);
    return undefined;
  }
  try {
    return await stub.report([...takeUntold(provider), told], now);
  } catch (error) {
    log('warn', 'provider.untold', { reason: messageOf(error) });
    return undefined;
  }
}
