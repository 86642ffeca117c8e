import { z } from '@hono/zod-openapi';
import type { DeliveryOutcome } from '../../contract/delivery.ts';
import { redacted } from '../answer.ts';
import { type Asked, outcomeOfAsked } from '../ask.ts';
import { laterAfter, type Try } from '../back-off.ts';
import { readJson } from './read-json.ts';

/**
 * What the answer of FCM means (HTTP v1, `ErrorCode`). A token that is `UNREGISTERED`, or none at all, is gone. One of
 * another project (`SENDER_ID_MISMATCH`) is not: a wrong service account would make a tenant forget all apps, and with
 * several projects another provider's it may be. Refusals of credentials are the provider's fault; a message that FCM will
 * not have is nobody's chance, and only the names of its fields are repeated.
 */
export function outcomeOfFcm(asked: Asked, attempted: Try): DeliveryOutcome {
  if (asked.kind !== 'answer') return outcomeOfAsked(asked, attempted);
  const { status, body, retryAfter } = asked;
  if (status >= 200 && status < 300) return sent(body);
  const said = readJson(Refusal, body)?.error;
  const code = codeOf(said);
  if (status === 404 && code === 'UNREGISTERED') return { kind: 'gone', reason: code };
  if (status === 400 && said && isAboutToken(said)) return { kind: 'gone', reason: 'invalid token' };
  // Over a quota that is counted by the minute, FCM need not say when.
  if (status === 429) return laterAfter(`http-429 ${code}`.trim(), attempted, retryAfter ?? '60');
  if (status === 408 || status === 425 || status >= 500) return outcomeOfAsked(asked, attempted);
  const why = `http-${status}${status < 400 ? ' redirect' : ''} ${code}`.trim();
  const isRefusedMessage = status >= 400 && ![401, 403, 404].includes(status);
  if (isRefusedMessage) return { kind: 'refused', reason: `${why} ${fieldsOf(said)}`.trim() };
  const fault = code === 'SENDER_ID_MISMATCH' ? 'mismatch' : 'provider';
  return { kind: 'refused', reason: `${why} ${redacted(said?.message ?? '')}`.trim(), fault };
}

/** Whether FCM refuses the token that it was asked by, not what it was asked for: another one may do. */
export function isTokenRefused(asked: Asked): boolean {
  if (asked.kind !== 'answer' || asked.status !== 401) return false;
  // So it also answers when Apple or a browser's push service will not have the project's own credentials.
  return codeOf(readJson(Refusal, asked.body)?.error) !== 'THIRD_PARTY_AUTH_ERROR';
}

const Violation = z.object({ field: z.string().default(''), description: z.string().default('') });

const Said = z.object({
  message: z.string().default(''),
  status: z.string().default(''),
  details: z
    .array(z.object({ errorCode: z.string().optional(), fieldViolations: z.array(Violation).default([]) }))
    .default([]),
});
type Said = z.infer<typeof Said>;

const Refusal = z.object({ error: Said });

const Accepted = z.object({ name: z.string() });

/** FCM calls a message `projects/{project}/messages/{id}`. */
function sent(body: string): DeliveryOutcome {
  const [, reference] = /\/messages\/([\w.:%-]{1,200})$/.exec(readJson(Accepted, body)?.name ?? '') ?? [];
  return reference === undefined ? { kind: 'sent' } : { kind: 'sent', reference };
}

/** FCM's own code, else the general one. */
function codeOf(said: Said | undefined): string {
  const code = said?.details.find(({ errorCode }) => errorCode !== undefined)?.errorCode ?? said?.status ?? '';
  return /^[A-Z_]{3,60}$/.test(code) ? code : '';
}

/** `INVALID_ARGUMENT` is said of anything; of the token in one of two ways. */
function isAboutToken(said: Said): boolean {
  if (codeOf(said) !== 'INVALID_ARGUMENT') return false;
  const fields = said.details.flatMap(({ fieldViolations }) => fieldViolations.map(({ field }) => field));
  if (fields.length > 0) return fields.includes('message.token');
  return /registration token is not a valid/i.test(said.message);
}

function fieldsOf(said: Said | undefined): string {
  const fields = said?.details.flatMap(({ fieldViolations }) => fieldViolations.map(({ field }) => field)) ?? [];
  return redacted(fields.filter((field) => /^[\w.[\]]{1,100}$/.test(field)).join(' '));
}
