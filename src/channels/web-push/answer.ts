/**
 * The start of what a push service says with a refusal, for the operator who has to mend it ("BadJwtToken"): one
 * line of at most 200 characters without addresses or tokens. Reads at most 2 KB for at most a second, because the
 * service is not ours and may drip or flood, and cancels the rest. Never throws.
 */
export async function readAnswer(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const deadline = deadlineAfter(LONGEST_READ);
  try {
    while (size < MOST_BYTES) {
      const chunk = await Promise.race([reader.read(), deadline.passed]);
      if (chunk === undefined || chunk.done) break;
      chunks.push(chunk.value);
      size += chunk.value.byteLength;
    }
  } catch {
    // The connection broke while it was speaking: what came so far has to do.
  } finally {
    deadline.clear();
    reader.cancel().catch(() => undefined);
  }
  return redacted(Buffer.concat(chunks).subarray(0, MOST_BYTES).toString('utf8'));
}

/** Ends an answer nobody reads, so that its connection is free again. Never throws. */
export function discardAnswer(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

const MOST_BYTES = 2_048;
/** ms */
const LONGEST_READ = 1_000;
const MOST_CHARACTERS = 200;

function deadlineAfter(milliseconds: number): { readonly passed: Promise<undefined>; readonly clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return { passed: promise, clear: () => clearTimeout(timer) };
}

/** Services like to repeat the endpoint or the token they refuse: both are secrets of a member or of ours. */
function redacted(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[a-z]+:\/\/\S+/gi, '[url]')
    .replace(/[\w%.:+/=-]{32,}/g, '[token]')
    .trim()
    .slice(0, MOST_CHARACTERS);
}
