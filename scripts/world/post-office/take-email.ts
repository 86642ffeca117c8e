import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Handed, objectOf, type Reply } from './counter.ts';

const Text = z.string().optional();

/** What of Resend’s `POST /emails` is shown. */
const Email = z.object({
  from: z.string().min(1),
  to: z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(50)]),
  subject: z.string(),
  html: Text,
  text: Text,
  headers: z.record(z.string(), z.string()).optional(),
});

/** An email, as Resend takes it: with a key, and once for each `Idempotency-Key`. */
export function takeEmail({ headers, body, outbox }: Handed): Reply {
  if (!/^Bearer \S/.test(headers.authorization ?? '')) {
    return refused(401, 'missing_api_key', 'Missing API key in the authorization header');
  }
  const read = Email.safeParse(objectOf(body));
  if (!read.success) {
    const [issue] = read.error.issues;
    return refused(422, 'validation_error', `${issue?.path.join('.') || 'The body'}: ${issue?.message}`);
  }
  const { from, to, subject, html, text, headers: own = {} } = read.data;
  const unsubscribe = linkOf(own);
  const letter = {
    channel: 'email' as const,
    from,
    to: [to].flat().join(', '),
    subject,
    ...(text === undefined ? {} : { text }),
    ...(html === undefined ? {} : { html }),
    ...(unsubscribe === undefined ? {} : { unsubscribe }),
  };
  const key = headers['idempotency-key'];
  return { status: 200, body: outbox.take(letter, { id: randomUUID() }, typeof key === 'string' ? key : undefined) };
}

/** The web address in the List-Unsubscribe header (RFC 2369): `<https://…>, <mailto:…>`. */
function linkOf(headers: Readonly<Record<string, string>>): string | undefined {
  const [, value = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'list-unsubscribe') ?? [];
  return /<(https?:\/\/[^<>\s]+)>/i.exec(value)?.[1];
}

function refused(statusCode: number, name: string, message: string): Reply {
  return { status: statusCode, body: { statusCode, name, message } };
}
