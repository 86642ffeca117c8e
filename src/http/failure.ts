import type { FieldError, Problem } from '../contract/problem.ts';

/** Everything an answer can refuse with. A new one does not compile until `problemOf` has words for it. */
export type Failure =
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'unauthorized'; readonly detail: string }
  | { readonly kind: 'forbidden'; readonly detail: string }
  | { readonly kind: 'not-found'; readonly what: string }
  | { readonly kind: 'wrong-method'; readonly method: string; readonly allowed: readonly string[] }
  | { readonly kind: 'conflict'; readonly detail: string; readonly title?: string }
  | { readonly kind: 'too-large'; readonly detail: string }
  | { readonly kind: 'unsupported-type'; readonly detail: string }
  | { readonly kind: 'unsupported-coding'; readonly coding: string }
  | { readonly kind: 'upgrade-required' }
  | { readonly kind: 'over-quota'; readonly retryAfterMillis: number }
  | { readonly kind: 'broken'; readonly reference: string };

/** A failure on its way out of a handler; `app.ts` turns it into the answer. */
export class Refused extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** The one place that turns a failure into problem details (RFC 9457) and headers. */
export function problemOf(failure: Failure): { problem: Problem; headers: Record<string, string> } {
  switch (failure.kind) {
    case 'invalid': {
      const detail = failure.errors.map(({ path, message }) => `${path || 'body'}: ${message}`).join('; ');
      return answer(400, 'invalid-request', 'The request is not valid', detail.slice(0, 1_000), failure.errors);
    }
    case 'malformed':
      return answer(400, 'malformed-body', 'The body cannot be read', failure.detail);
    case 'unauthorized':
      return answer(401, 'unauthorized', 'Who are you?', failure.detail, undefined, { 'WWW-Authenticate': 'Bearer' });
    case 'forbidden':
      return answer(403, 'forbidden', 'This key may not do that', failure.detail);
    case 'not-found':
      return answer(404, 'not-found', 'Not found', `There is no ${failure.what} here`);
    case 'wrong-method': {
      const methods = failure.allowed.join(', ');
      const detail = `This route takes ${methods}, not ${failure.method.slice(0, 40)}`;
      return answer(405, 'method-not-allowed', 'The method is not allowed', detail, undefined, { Allow: methods });
    }
    case 'conflict':
      return answer(409, 'conflict', failure.title ?? 'It is known with other content', failure.detail);
    case 'too-large':
      return answer(413, 'too-large', 'The request is too large', failure.detail);
    case 'unsupported-type':
      return answer(415, 'unsupported-media-type', 'The Content-Type is not supported', failure.detail);
    case 'unsupported-coding': {
      const title = 'The Content-Encoding is not supported';
      const detail = `Bodies are taken uncompressed: send it without \`Content-Encoding: ${failure.coding}\``;
      return answer(415, 'unsupported-media-type', title, detail, undefined, { 'Accept-Encoding': 'identity' });
    }
    case 'upgrade-required':
      return answer(426, 'upgrade-required', 'A WebSocket is needed', 'Ask with `Upgrade: websocket`', undefined, {
        Upgrade: 'websocket',
      });
    case 'over-quota': {
      const seconds = Math.max(1, Math.ceil(failure.retryAfterMillis / 1_000));
      const detail = `The quota is used up; come back in ${seconds} s`;
      return answer(429, 'over-quota', 'Too many requests', detail, undefined, { 'Retry-After': String(seconds) });
    }
    case 'broken':
      return answer(
        500,
        'broken',
        'Something broke here',
        `Try again; if it stays, tell the operator ${failure.reference}`,
      );
  }
}

function answer(
  status: number,
  name: string,
  title: string,
  detail: string,
  errors?: readonly FieldError[],
  headers: Record<string, string> = {},
) {
  const problem = { type: `urn:tower:problem:${name}`, title, status, detail };
  return { problem: errors ? { ...problem, errors: [...errors] } : problem, headers };
}
