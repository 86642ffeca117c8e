/** ms before each further try; a service worker is kept alive for about half a minute. */
const PAUSES = [1_000, 4_000];
/** ms */
const TIMEOUT = 8_000;

/**
 * Posts JSON to the server that this service worker came from, without cookies. Tries again when the network or the server
 * fails; gives undefined when all that was in vain. Never throws.
 */
export async function postFromWorker(
  path: string,
  body: unknown,
  pauses: readonly number[] = PAUSES,
): Promise<Response | undefined> {
  for (const pause of [...pauses, undefined]) {
    try {
      const answer = await fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'omit',
        keepalive: true,
        signal: AbortSignal.timeout(TIMEOUT),
      });
      if (answer.status < 500 && answer.status !== 429) return answer;
    } catch {
      // Offline, or too slow.
    }
    if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return undefined;
}
