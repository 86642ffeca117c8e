import { afterEach, beforeEach, describe, test, vi } from 'vitest';
import { attempt } from '../../src/channels/attempt.ts';
import { stubs } from '../../src/platform/stubs.ts';
import { bindings } from '../http/world.ts';
import { pushKeys } from '../support/push-keys.ts';
import { aDelivery } from './web-push-samples.ts';

/** A host of Windows' that no test has asked before: isolates remember who was silent. */
const newService = () => `https://wns2-${crypto.randomUUID().slice(0, 8)}.notify.windows.com`;

let asked: string[];
let behave: (origin: string) => Response;

beforeEach(() => {
  asked = [];
  vi.stubGlobal('fetch', async (url: string) => {
    const { origin } = new URL(url);
    asked.push(origin);
    return behave(origin);
  });
});
afterEach(() => vi.unstubAllGlobals());

const silence = (): never => {
  throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
};

const { p256dh, auth } = pushKeys();

function push(origin: string, urgent = false) {
  const delivery = aDelivery({ endpoint: `${origin}/w/1`, p256dh, auth }, { urgent });
  return attempt(bindings, stubs(bindings, 'test'), 'test', delivery, Date.now());
}

describe('a push service that does not answer', () => {
  test('is asked for nothing after five time-outs, and another one as before', async ({ expect }) => {
    const [silent, other] = [newService(), newService()];
    behave = (origin) => (origin === silent ? silence() : new Response(null, { status: 201 }));
    for (let time = 0; time < 5; time++) {
      expect(await push(silent)).toMatchObject({ kind: 'later', reason: 'time-out' });
    }
    const now = Date.now();
    const held = await push(silent);
    expect(held).toEqual({ kind: 'later', reason: 'circuit-open', at: expect.any(Number) });
    const { at } = held as { at: number };
    expect(at).toBeGreaterThan(now + 29_000);
    expect(at).toBeLessThan(now + 61_000);
    // What is urgent comes back as soon as it may work again.
    expect(((await push(silent, true)) as { at: number }).at).toBeLessThan(now + 34_000);
    expect(await push(other)).toEqual({ kind: 'sent' });
    expect(asked.filter((origin) => origin === silent)).toHaveLength(5);
  });

  test('edge: one that answers 503 is asked on, for every delivery', async ({ expect }) => {
    const failing = newService();
    behave = () => new Response(null, { status: 503 });
    for (let time = 0; time < 12; time++) expect(await push(failing)).toMatchObject({ reason: 'http-503' });
    expect(asked).toHaveLength(12);
  });
});
