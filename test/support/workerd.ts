import { join } from 'node:path';
import { unstable_startWorker } from 'wrangler';

/** A Worker running in workerd, with workerd's own network: `fetch` of a test harness would go through Node instead. */
export interface RunningWorker {
  /** Posts JSON to the Worker and gives its JSON answer. Throws what the Worker said when it did not answer 2xx. */
  readonly post: (body: unknown) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

/** Bundles and starts the Worker of a wrangler file beside this one, on a random port. */
export async function startWorker(configFile: string): Promise<RunningWorker> {
  // Properties of real requests would be looked up on the internet.
  process.env.CLOUDFLARE_CF_FETCH_ENABLED ??= 'false';
  const worker = await unstable_startWorker({
    config: join(import.meta.dirname, configFile),
    dev: { server: { hostname: '127.0.0.1', port: 0 }, inspector: false, logLevel: 'error', watch: false },
  });
  await worker.ready;
  return {
    post: async (body) => {
      const response = await worker.fetch('http://worker.test/', { method: 'POST', body: JSON.stringify(body) });
      if (!response.ok) throw new Error(await response.text());
      return response.json();
    },
    close: () => worker.dispose(),
  };
}
