import { createMemberClient, type MemberClient } from '../../../src/client/member-client.ts';
import { createTower, type Tower } from '../../../src/client/tower.ts';
import type { TransportOptions } from '../../../src/client/transport.ts';
import product from '../../../src/index.ts';
import type { StoryEnvironment } from './story-environment.ts';

const URL = 'https://tower.example';

/** Clients of the product that runs in this very Worker. */
export interface InProcess {
  readonly tower: (key: string) => Tower;
  readonly member: (token: string) => MemberClient;
}

/**
 * Calls the product as over HTTP. A call is over when also what the product does after its answer is done (`waitUntil`),
 * so that a story never goes on with something under way.
 */
export function inProcess(env: StoryEnvironment, context: ExecutionContext): InProcess {
  const options: TransportOptions = {
    fetch: async (url, init) => {
      const after: Promise<unknown>[] = [];
      const calling = new Proxy(context, {
        get: (_context, key) => (key === 'waitUntil' ? (work: Promise<unknown>) => after.push(work) : undefined),
      });
      const answer = await product.fetch(new Request(url, init), env, calling);
      // What fails there is logged and repeated by the product itself.
      while (after.length > 0) await Promise.allSettled(after.splice(0));
      return answer;
    },
    // There is no bad connection here: what fails is a fault of the story or of the product.
    retry: { tries: 1 },
  };
  return {
    tower: (key) => createTower({ url: URL, key, ...options }),
    member: (token) => createMemberClient({ url: URL, token, ...options }),
  };
}
