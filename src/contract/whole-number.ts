import { z } from '@hono/zod-openapi';

/** A whole number of a query, from 1, written in digits alone: `1e1` and `0x2` are none. */
export function wholeNumber(most?: number) {
  const words = `must be a whole number from 1${most === undefined ? '' : ` to ${most}`}`;
  const number = z.int(words).min(1, words);
  return z.preprocess(ofDigits, most === undefined ? number : number.max(most, words));
}

function ofDigits(text: unknown): unknown {
  return typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text;
}
