import type { Environment } from './environment.ts';

/** Where a tenant's objects may be kept: Cloudflare runs them, and stores what they hold, nowhere else. */
const JURISDICTIONS = ['eu', 'us', 'fedramp', 'fedramp-high'] as const satisfies readonly DurableObjectJurisdiction[];

/** Regions near which a new object can be made; the platform's own words for them. */
const REGIONS: ReadonlySet<string> = new Set([
  'wnam',
  'enam',
  'sam',
  'weur',
  'eeur',
  'apac',
  'apac-ne',
  'apac-se',
  'oc',
  'afr',
  'me',
] satisfies DurableObjectLocationHint[]);

/**
 * The jurisdiction that a tenant has fixed: `eu` of `acme@eu`. It is part of the id, so whoever knows the tenant knows it
 * without asking anybody, and it can no more change than the place of an object can. Undefined for all other ids.
 */
export function jurisdictionOf(tenant: string): DurableObjectJurisdiction | undefined {
  const word = tenant.slice(tenant.lastIndexOf('@') + 1);
  return word.length < tenant.length ? JURISDICTIONS.find((each) => each === word) : undefined;
}

/** A namespace as a tenant's objects are found in it. Throws where there are no jurisdictions, as on one machine. */
export function within<Kind extends Rpc.DurableObjectBranded | undefined>(
  namespace: DurableObjectNamespace<Kind>,
  tenant: string,
): DurableObjectNamespace<Kind> {
  const jurisdiction = jurisdictionOf(tenant);
  return jurisdiction ? namespace.jurisdiction(jurisdiction) : namespace;
}

/** Whether this deployment can keep a tenant's objects where its id says; one machine knows no jurisdictions. */
export function canKeep(env: Pick<Environment, 'TENANT'>, tenant: string): boolean {
  try {
    within(env.TENANT, tenant);
    return true;
  } catch {
    return false;
  }
}

/** Where an object is made by whoever touches it first: near the region, when it is one that the platform knows. */
export function near(region: string | undefined): DurableObjectNamespaceGetDurableObjectOptions {
  return region !== undefined && REGIONS.has(region) ? { locationHint: region as DurableObjectLocationHint } : {};
}
