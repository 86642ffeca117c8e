import { type Audiences, audiencesOf } from './audiences.ts';
import { type DeadLetters, deadLettersOf } from './dead-letters.ts';
import { type Decisions, decisionsOf } from './decisions.ts';
import { type Edges, edgesOf } from './edges.ts';
import { type Events, eventsOf } from './events.ts';
import { type Features, featuresOf } from './features.ts';
import { type Keys, keysOf } from './keys.ts';
import { type Members, membersOf } from './members.ts';
import { type Models, modelsOf } from './models.ts';
import { type Providers, providersOf } from './providers.ts';
import { type StatsReader, statsOf } from './stats.ts';
import { type Suppressions, suppressionsOf } from './suppressions.ts';
import { type Templates, templatesOf } from './templates.ts';
import { type Tenants, tenantsOf } from './tenants.ts';
import { type Tokens, tokensOf } from './tokens.ts';
import { createTransport, type TransportOptions } from './transport.ts';
import { type Types, typesOf } from './types.ts';
import { type Webhooks, webhooksOf } from './webhooks.ts';

/** A Tower as a producer or operator speaks to it; what a call may do is up to the scopes of the key. */
export interface Tower {
  readonly url: string;
  readonly events: Events;
  readonly types: Types;
  readonly templates: Templates;
  readonly models: Models;
  readonly features: Features;
  readonly edges: Edges;
  readonly audiences: Audiences;
  readonly members: Members;
  readonly tokens: Tokens;
  readonly decisions: Decisions;
  readonly stats: StatsReader;
  readonly providers: Providers;
  readonly suppressions: Suppressions;
  readonly webhooks: Webhooks;
  readonly tenants: Tenants;
  readonly keys: Keys;
  readonly deadLetters: DeadLetters;
}

/**
 * A client of the Tower at `url` with a producer, admin or root key. Every failure is a `TowerError`; 429, 503 and, for
 * calls that may be repeated, a lost connection are tried again a bounded number of times.
 */
export function createTower(options: { readonly url: string; readonly key: string } & TransportOptions): Tower {
  const transport = createTransport(options.url, options.key, options);
  return {
    url: transport.base,
    events: eventsOf(transport),
    types: typesOf(transport),
    templates: templatesOf(transport),
    models: modelsOf(transport),
    features: featuresOf(transport),
    edges: edgesOf(transport),
    audiences: audiencesOf(transport),
    members: membersOf(transport),
    tokens: tokensOf(transport),
    decisions: decisionsOf(transport),
    stats: statsOf(transport),
    providers: providersOf(transport),
    suppressions: suppressionsOf(transport),
    webhooks: webhooksOf(transport),
    tenants: tenantsOf(transport),
    keys: keysOf(transport),
    deadLetters: deadLettersOf(transport),
  };
}
