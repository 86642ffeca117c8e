/**
 * The start of what a provider says with a refusal, for the operator who has to mend it ("BadJwtToken"): one line of at
 * most 200 characters without addresses or tokens. Reads at most 2 KB for at most a second. Never throws.
 */
export async function readAnswer(response: Response): Promise<string> {
  return redacted(await readStart(response, MOST_BYTES));
}

/**
 * The start of a body as text: at most so many bytes, for at most a second, because who sends it is not ours and may drip
 * or flood; the rest is cancelled. What came before the connection broke has to do. Never throws.
 */
export async function readStart(response: Response, most = MOST_OF_AN_API): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const deadline = deadlineAfter(LONGEST_READ);
  try {
    while (size < most) {
      const chunk = await Promise.race([reader.read(), deadline.passed]);
      if (chunk === undefined || chunk.done) break;
      chunks.push(chunk.value);
      size += chunk.value.byteLength;
    }
  } catch {
    // The connection broke while it was speaking.
  } finally {
    deadline.clear();
    reader.cancel().catch(() => undefined);
  }
  return Buffer.concat(chunks).subarray(0, most).toString('utf8');
}

/** Ends an answer nobody reads, so that its connection is free again. Never throws. */
export function discardAnswer(response: Response): void {
  response.body?.cancel().catch(() => undefined);
}

/** What a provider said, fit to be kept and shown: services like to repeat what they refuse, addresses and tokens. */
export function redacted(text: string): string {
  return text
    .slice(0, MOST_BYTES)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/[a-z]+:\/\/\S+/gi, '[url]')
    .replace(/[^\s"'<>@]+@[^\s"'<>@]+/g, '[address]')
    .replace(/\+\d[\d ]{5,17}\d/g, '[number]')
    .replace(/[\w%.:+/=-]{32,}/g, '[token]')
    .trim()
    .slice(0, MOST_CHARACTERS);
}

const MOST_BYTES = 2_048;
/** An answer of an API that is read: ids and error codes stand at its start. */
const MOST_OF_AN_API = 65_536;
/** ms */
const LONGEST_READ = 1_000;
const MOST_CHARACTERS = 200;

function deadlineAfter(milliseconds: number): { readonly passed: Promise<undefined>; readonly clear: () => void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return { passed: promise, clear: () => clearTimeout(timer) };
}
