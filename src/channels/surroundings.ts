import type { AddressedDelivery, DeliveryOutcome } from '../contract/delivery.ts';
import type { Environment } from '../platform/environment.ts';
import type { Stubs } from '../platform/stubs.ts';
import { partialsOf } from '../registry/partials.ts';
import { settingsOf } from '../registry/registry.ts';

/** `fetch`, as far as channels use it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a channel knows beside the delivery and its provider. */
export interface Surroundings {
  readonly tenant: string;
  /** ms since the epoch */
  readonly now: number;
  /** Where this deployment is reached from outside (TOWER_ORIGIN), for links back; without one there are none. */
  readonly origin?: string;
  /** Hosts beyond those that are known that the tenant's providers may be on (`providerHosts` of its settings). */
  readonly hosts: readonly string[];
  /** TOWER_PUSH_ALLOW: loopback hosts of a development server. */
  readonly allow: string;
  /** What signs the tokens of links back. */
  readonly tokenKey: string;
  /** Partials of the tenant: its layout of emails is one of them. */
  readonly partials: Readonly<Record<string, string>>;
  /** The language of members who have none (BCP 47). */
  readonly locale?: string;
  /** ms until a provider that does not answer is given up; `TIME_OUT` unless told. */
  readonly timeout?: number;
  readonly fetcher?: Fetch;
  /** Cloudflare's own sending, where the deployment has it. */
  readonly email?: SendEmail;
}

/** ms until a provider that does not answer is given up. */
export const TIME_OUT = 10_000;

/** The surroundings of a tenant's deliveries, from the isolate's memory when they are there. */
export async function surroundingsOf(env: Environment, of: Stubs, tenant: string, now: number): Promise<Surroundings> {
  const [settings, partials] = await Promise.all([settingsOf(of, tenant, now), partialsOf(of, tenant, now)]);
  return {
    tenant,
    now,
    hosts: settings?.providerHosts ?? [],
    allow: env.TOWER_PUSH_ALLOW,
    tokenKey: env.TOWER_TOKEN_KEY,
    partials,
    ...(env.EMAIL ? { email: env.EMAIL } : {}),
    ...(env.TOWER_ORIGIN ? { origin: env.TOWER_ORIGIN } : {}),
    ...(settings?.locale === undefined ? {} : { locale: settings.locale }),
  };
}

/**
 * One try to hand one delivery to one provider, whose secrets are open. It never follows a redirect, never throws and
 * never logs; no reason repeats an address, a secret or a text of the member.
 */
export type Send<Provider> = (
  delivery: AddressedDelivery,
  provider: Provider,
  around: Surroundings,
) => Promise<DeliveryOutcome>;
