import type { ProviderDefinition } from '../../contract/provider.ts';
import type { Environment } from '../../platform/environment.ts';
import type { Stubs } from '../../platform/stubs.ts';
import { openedProvider, type Provider, providersOf } from '../../registry/providers.ts';
import type { CalledBack } from './callback-token.ts';

/**
 * The providers, their secrets open, one of whom must have signed a call back. One that is not enabled counts as well: what
 * people answer to what it has sent before holds.
 */
export async function signersOf(
  env: Environment,
  of: Stubs,
  called: CalledBack,
  now: number,
): Promise<ProviderDefinition[]> {
  const isMeant = ({ name, definition }: Pick<Provider, 'name' | 'definition'>) =>
    called.kind === 'provider'
      ? name === called.provider
      : definition.kind === 'twilio' && definition.accountSid === called.account;
  const enabled = (await providersOf(of, called.tenant, now)).filter(isMeant);
  const meant = enabled.length > 0 ? enabled : (await of.tenant().providers()).filter(isMeant);
  return meant.flatMap((each) => openedProvider(env, called.tenant, each) ?? []);
}
