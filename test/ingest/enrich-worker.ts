import type { Enricher } from '../../src/contract/enricher.ts';
import type { CloudEvent } from '../../src/contract/event.ts';
import type { TenantSettings } from '../../src/contract/tenant.ts';
import { enrich, enriching } from '../../src/ingest/enrich.ts';

/** What a test posts to this Worker: an event to enrich from inside workerd, over the real network. */
export interface EnrichOrder {
  readonly tenant: string;
  readonly settings: TenantSettings;
  readonly allow: string;
  readonly enrichers: readonly Enricher[];
  readonly event: CloudEvent;
  /** ms since the epoch */
  readonly now: number;
}

/** A Worker that does nothing but enrich what it is told and answer with the facts. */
export default {
  async fetch(request) {
    const { tenant, settings, allow, enrichers, event, now } = await request.json<EnrichOrder>();
    return Response.json(await enrich(enrichers, event, enriching(tenant, settings, allow, now)));
  },
} satisfies ExportedHandler;
