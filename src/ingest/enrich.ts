import type { Enricher } from '../contract/enricher.ts';
import type { CloudEvent } from '../contract/event.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { log } from '../platform/log.ts';
import { objectName } from '../platform/names.ts';
import { checkEnricherUrl } from '../registry/enricher-url.ts';
import { askEnricher, type EnricherFetch, type EnricherReply } from './ask-enricher.ts';
import { type Answered, enricherCache } from './enricher-cache.ts';
import { enricherRest } from './enricher-rest.ts';

/** What enrichers know of an event: numbers by their names, `fact.…`, and the one that it must not go out without. */
export interface Facts {
  readonly features: Answered;
  /** The name of the first enricher that fails closed, and failed. */
  readonly unverified?: string;
}

/** Whose events are enriched; made once a request, so that the same question is not asked twice at once. */
export interface Enriching {
  readonly tenant: string;
  /** `enricherHosts` of the tenant: nobody else is asked. */
  readonly hosts: readonly string[];
  /** TOWER_PUSH_ALLOW: hosts of a development server, see `checkEnricherUrl`. */
  readonly allow: string;
  /** ms since the epoch. */
  readonly now: number;
  readonly underWay: Map<string, Promise<Answered | undefined>>;
  readonly fetcher: EnricherFetch;
}

/** The means to enrich the events of one request. */
export function enriching(
  tenant: string,
  { enricherHosts = [] }: TenantSettings,
  allow: string,
  now: number,
  fetcher: EnricherFetch = (url, init) => fetch(url, init),
): Enriching {
  return { tenant, hosts: enricherHosts, allow, now, underWay: new Map(), fetcher };
}

/** Answers that an isolate remembers. */
const cache = enricherCache(10_000);
const rest = enricherRest();

/**
 * Asks the enrichers of an event's type, all at once, within the time-out of each. One that fails open is gone on
 * without; of those that fail closed, the first that failed is named. Of a name that several answer, the last counts.
 */
export async function enrich(enrichers: readonly Enricher[], event: CloudEvent, by: Enriching): Promise<Facts> {
  const answers = await Promise.all(enrichers.map((enricher) => answerOf(enricher, event, by)));
  const facts = answers.flatMap((answer) => Object.entries(answer ?? {}));
  const missing = enrichers.find(({ onFailure }, index) => onFailure === 'closed' && answers[index] === undefined);
  return {
    features: Object.fromEntries(facts.map(([name, value]) => [`fact.${name}`, value])),
    ...(missing ? { unverified: missing.name } : {}),
  };
}

/** What is remembered, what is being asked, or a question; undefined when it failed. */
function answerOf(enricher: Enricher, event: CloudEvent, by: Enriching): Promise<Answered | undefined> {
  const { actor, item } = event.data;
  // An answer about nobody and nothing would be about every event.
  if (enricher.cache === 0 || (actor === undefined && item === undefined)) return ask(enricher, event, by);
  const key = objectName(by.tenant, enricher.url, actor ?? '', item?.id ?? '');
  const known = cache.get(key, by.now);
  if (known) return Promise.resolve(known);
  const underWay = by.underWay.get(key);
  if (underWay) return underWay;
  const asked = ask(enricher, event, by).then((answer) => {
    if (answer) cache.put(key, answer, by.now + enricher.cache * 1_000);
    return answer;
  });
  by.underWay.set(key, asked);
  return asked;
}

async function ask({ name, url, timeout }: Enricher, event: CloudEvent, by: Enriching): Promise<Answered | undefined> {
  const enricher = objectName(by.tenant, url);
  // Each failure has been told; what is not asked while it rests is no news.
  if (rest.isResting(enricher, by.now)) return undefined;
  const reply = await reach(url, timeout, event, by);
  if (reply.ok) {
    rest.answered(enricher);
    return reply.features;
  }
  rest.failed(enricher, by.now);
  log('warn', 'enricher.failed', { tenant: by.tenant, type: event.type, enricher: name, reason: reply.reason });
  return undefined;
}

function reach(url: string, timeout: number, event: CloudEvent, by: Enriching): Promise<EnricherReply> | EnricherReply {
  const checked = checkEnricherUrl(url, by.hosts, by.allow);
  if (!checked.ok) return { ok: false, reason: `its URL ${checked.message}` };
  return askEnricher(checked.url.href, event, timeout, by.fetcher);
}
