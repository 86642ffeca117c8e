import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Facts } from '../../src/ingest/enrich.ts';
import { type RunningWorker, startWorker } from '../support/workerd.ts';
import type { EnrichOrder } from './enrich-worker.ts';
import { type EnricherServer, startEnricherServer } from './enricher-server.ts';
import { anEvent, settings } from './samples.ts';

const NOW = Date.now();
let worker: RunningWorker;
let server: EnricherServer;

beforeAll(async () => {
  server = await startEnricherServer();
  worker = await startWorker('../ingest/enrich-worker.toml');
});
afterAll(async () => {
  await worker.close();
  await server.close();
});

/** Asks one path of the server about an actor, in a tenant of its own unless told. */
async function factsOf(path: string, timeout: number, { tenant = crypto.randomUUID(), actor = 'ada', now = NOW } = {}) {
  const order: EnrichOrder = {
    tenant,
    settings: { ...settings, enricherHosts: [server.host] },
    allow: server.host,
    enrichers: [server.enricher(path, { timeout, onFailure: 'closed' })],
    event: anEvent({ data: { actor, recipients: ['bob'] } }),
    now,
  };
  return (await worker.post(order)) as Facts;
}

describe('enrichers asked from workerd over the real network', () => {
  test('happy: the numbers of an answer are facts, and are remembered by the isolate', async ({ expect }) => {
    expect(await factsOf('/well', 5_000)).toEqual({ features: { 'fact.reputation': 0.5, 'fact.reports': 3 } });
    const same = { tenant: 'remembered' };
    const first = await factsOf('/counting', 5_000, same);
    expect(await factsOf('/counting', 5_000, { ...same, now: NOW + 59_000 })).toEqual(first);
    expect(await factsOf('/counting', 5_000, { ...same, actor: 'eve' })).not.toEqual(first);
    expect(await factsOf('/counting', 5_000, { ...same, now: NOW + 61_000 })).not.toEqual(first);
  });

  test.for(['/silent', '/drip'])('%s: given up when its time is up', async (path, { expect }) => {
    const started = performance.now();
    expect(await factsOf(path, 200)).toEqual({ features: {}, unverified: 'reputation' });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test.for(['/broken', '/reset', '/missing', '/empty', '/huge', '/flood', '/page', '/nan'])(
    '%s: no answer',
    async (path, { expect }) => {
      expect(await factsOf(path, 5_000)).toEqual({ features: {}, unverified: 'reputation' });
    },
  );

  test('security: nobody goes where a redirect leads', async ({ expect }) => {
    const wells = server.askedOf('/well').length;
    expect(await factsOf('/redirect', 5_000)).toEqual({ features: {}, unverified: 'reputation' });
    expect(server.askedOf('/well')).toHaveLength(wells);
  });
});
