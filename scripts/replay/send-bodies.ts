import type { Body } from './make-bodies.ts';

/**
 * Sends bodies in order of their making with at most `inFlight` under way, until they end, one fails or the signal is
 * aborted. Settles when none is under way any more; the first failure is thrown then.
 */
export async function sendBodies(
  bodies: AsyncIterable<Body>,
  send: (body: Body) => Promise<void>,
  inFlight: number,
  signal: AbortSignal,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  try {
    for await (const body of bodies) {
      if (signal.aborted || failure !== undefined) break;
      const sent: Promise<void> = send(body)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
      if (underWay.size >= inFlight) await Promise.race(underWay);
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw failure.error;
}
