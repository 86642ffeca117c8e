import type { ProvidedChannel } from '../contract/channel.ts';
import { CHANNEL_OF, type ProviderDefinition } from '../contract/provider.ts';
import type { Environment } from '../platform/environment.ts';
import { objectName } from '../platform/names.ts';
import { type SealKeys, seal, unseal } from '../platform/seal.ts';
import type { Stubs } from '../platform/stubs.ts';
import { isolateCache } from './isolate-cache.ts';
import type { SealedSecrets } from './schema.ts';
import type { ProviderRow } from './store.ts';

/** A provider of a tenant, its secrets still sealed. */
export interface Provider {
  readonly name: string;
  readonly channel: ProvidedChannel;
  readonly definition: ProviderDefinition;
  readonly sealed: SealedSecrets;
}

/** How long another isolate may go on with what it read of a tenant's providers, ms. */
const FRESH_FOR = 5_000;

const providers = isolateCache<readonly Provider[]>(FRESH_FOR, 1_000);

/** The providers of a tenant that are enabled, at most a few seconds old. */
export async function providersOf(stubs: Stubs, tenant: string, now: number): Promise<readonly Provider[]> {
  const load = async () => (await stubs.tenant().providers()).flatMap(providerOf);
  return (await providers.get(objectName(tenant), now, load)) ?? [];
}

/** Forgets what this isolate holds of a tenant's providers. */
export function providersChanged(tenant: string): void {
  providers.forget(objectName(tenant));
}

/** The definition with its secrets open; undefined when one of them was sealed with a key that is not here any more. */
export function openedProvider(
  env: Pick<Environment, 'TOWER_SECRETS_KEY' | 'TOWER_SECRETS_PREVIOUS_KEY'>,
  tenant: string,
  { name, definition, sealed }: Pick<Provider, 'name' | 'definition' | 'sealed'>,
): ProviderDefinition | undefined {
  const opened: Record<string, string> = {};
  for (const [field, text] of Object.entries(sealed)) {
    const secret = unseal(text, aboutOf(tenant, name, field), sealKeysOf(env));
    if (secret === undefined) return undefined;
    opened[field] = secret;
  }
  return { ...definition, ...opened };
}

/** Seals secrets by the names of their fields, for this provider of this tenant alone. */
export function sealSecrets(
  env: Pick<Environment, 'TOWER_SECRETS_KEY' | 'TOWER_SECRETS_PREVIOUS_KEY'>,
  tenant: string,
  name: string,
  secrets: Readonly<Record<string, string>>,
): SealedSecrets {
  const entries = Object.entries(secrets);
  return Object.fromEntries(
    entries.map(([field, secret]) => [field, seal(secret, aboutOf(tenant, name, field), sealKeysOf(env))]),
  );
}

/** The deployment's keys for secrets. */
export function sealKeysOf({
  TOWER_SECRETS_KEY,
  TOWER_SECRETS_PREVIOUS_KEY,
}: Pick<Environment, 'TOWER_SECRETS_KEY' | 'TOWER_SECRETS_PREVIOUS_KEY'>): SealKeys {
  return {
    current: TOWER_SECRETS_KEY,
    ...(TOWER_SECRETS_PREVIOUS_KEY ? { previous: TOWER_SECRETS_PREVIOUS_KEY } : {}),
  };
}

function aboutOf(tenant: string, name: string, field: string): string {
  return objectName(tenant, 'provider', name, field);
}

function providerOf({ name, definition, sealed }: ProviderRow): Provider[] {
  return definition.enabled ? [{ name, channel: CHANNEL_OF[definition.kind], definition, sealed }] : [];
}
