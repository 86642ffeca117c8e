import { type ProviderDefinition, SECRETS_OF } from '../../contract/provider.ts';

/** A definition without its secrets, and those by the names of their fields. */
export interface Parted {
  readonly definition: ProviderDefinition;
  readonly secrets: Readonly<Record<string, string>>;
}

/** Takes the secrets out of a definition: they are kept sealed, apart from it. */
export function partSecrets(whole: ProviderDefinition): Parted {
  const names: readonly string[] = SECRETS_OF[whole.kind];
  const entries = Object.entries(whole);
  const isSecret = ([name]: [string, unknown]) => names.includes(name);
  return {
    definition: Object.fromEntries(entries.filter((entry) => !isSecret(entry))) as ProviderDefinition,
    secrets: Object.fromEntries(
      entries.filter(isSecret).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
    ),
  };
}

/**
 * Whether secrets that are kept for one definition may be used by another: when they go to the same place. Whoever may
 * change a provider must not be able to have its secrets sent to a host of theirs.
 */
export function goesToTheSame(one: ProviderDefinition, other: ProviderDefinition): boolean {
  return one.kind === other.kind && JSON.stringify(placesOf(one)) === JSON.stringify(placesOf(other));
}

/** Where the secrets of a provider are sent to. */
function placesOf(definition: ProviderDefinition): readonly (string | number)[] {
  switch (definition.kind) {
    case 'smtp':
      // A connection without TLS shows them to whoever is on the way.
      return [definition.host, definition.port, definition.security];
    case 'resend':
    case 'twilio':
      return [definition.baseUrl];
    case 'fcm':
      return [definition.baseUrl, definition.tokenUrl];
    case 'webhook':
      return [definition.url];
    case 'cloudflare-email':
      return [];
  }
}
