import type { DeadMessage, QueueMessage } from '../../src/contract/queue-message.ts';
import product from '../../src/index.ts';
import type { Environment } from '../../src/platform/environment.ts';
import { acceptBare, acceptBareLines, keepBareLines, pushBare } from './bare-routes.ts';
import { type BenchEnvironment, meteredEnvironment } from './bench-environment.ts';
import { makeOffers } from './offer-routes.ts';
import { BENCH, METERED, type PaceOrder } from './orders.ts';
import { takeFanoutRows, takeRows } from './rows-route.ts';
import { scoreMany } from './score-routes.ts';
import { liveYear, reachOutcome } from './simulated-routes.ts';

// The runtime looks for the classes of objects among the exports of the main module.
// biome-ignore lint/performance/noBarrelFile: see above
export * from '../../src/index.ts';
export { Bare } from './bare.ts';
// In the place of the product's own: a shard makes its children itself, so that all or none are counted.
export {
  MeteredAudience as Audience,
  MeteredEventLog,
  MeteredFanout as Fanout,
  MeteredMember,
} from './metered-objects.ts';
export { SimulatedMember } from './simulated-member.ts';

/** Set by `POST /bench/pace`; until then as the environment says. */
let pace: string | undefined;

/** The whole product, and beside it in the same isolate the floors it is compared with. */
export default {
  async fetch(request, env, context) {
    const url = new URL(request.url);
    if (!url.pathname.startsWith(BENCH)) return product.fetch(request, env, context);
    if (url.pathname.startsWith(METERED)) {
      url.pathname = url.pathname.slice(METERED.length);
      return product.fetch(new Request(url, request), meteredEnvironment(env), context);
    }
    try {
      return await answer(url.pathname.slice(BENCH.length), request, env, context);
    } catch (error) {
      return new Response(error instanceof Error ? error.stack : String(error), { status: 500 });
    }
  },
  queue(batch, env): Promise<void> {
    const paced: Environment = pace === undefined ? env : { ...env, TOWER_PACE: pace };
    return product.queue(batch, paced);
  },
} satisfies ExportedHandler<BenchEnvironment, QueueMessage | DeadMessage>;

async function answer(
  route: string,
  request: Request,
  env: BenchEnvironment,
  context: ExecutionContext,
): Promise<Response> {
  switch (route) {
    case '/event':
      return acceptBare(request, env);
    case '/events':
      return acceptBareLines(request, env);
    case '/lines':
      return keepBareLines(request, env);
    case '/push':
      return pushBare(request, env, context);
    case '/offers':
      return makeOffers(request, env);
    case '/rows':
      return takeRows(request, env);
    case '/fan-out-rows':
      return takeFanoutRows();
    case '/year':
      return liveYear(request, env);
    case '/outcome':
      return reachOutcome(request, env);
    case '/score':
      return scoreMany(request);
    case '/pace':
      pace = String((await request.json<PaceOrder>()).perSecond);
      return new Response(null, { status: 204 });
    default:
      return new Response('no such bench route', { status: 404 });
  }
}
