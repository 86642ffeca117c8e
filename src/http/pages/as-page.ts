import type { MiddlewareHandler } from 'hono';
import type { Problem } from '../../contract/problem.ts';
import type { Bindings, Ctx } from '../context.ts';
import { pageHeaders } from './page.ts';
import { problemPage } from './problem-page.ts';
import { wordsFor } from './words.ts';

/** Whether who asks wants to read the answer: a browser, not a mail provider's machine. */
export function wantsPage(context: Ctx): boolean {
  return /\btext\/html\b/i.test(context.req.header('Accept') ?? '');
}

/** The language that a browser would like best. */
export function languageOf(context: Ctx): string | undefined {
  return context.req.header('Accept-Language')?.split(/[,;]/, 1)[0]?.trim();
}

/** Gives every answer the headers of a page, and a browser a page instead of problem details. */
export const asPage: MiddlewareHandler<Bindings> = async (context, next) => {
  await next();
  const { res } = context;
  const isProblem = res.headers.get('Content-Type')?.startsWith('application/problem+json') ?? false;
  if (isProblem && wantsPage(context)) {
    const problem = await res.json<Problem>();
    const { language, words } = wordsFor(languageOf(context));
    const body = String(await problemPage(language, words, problem));
    const headers = new Headers(res.headers);
    headers.set('Content-Type', 'text/html; charset=UTF-8');
    context.res = undefined;
    context.res = new Response(body, { status: res.status, headers });
  }
  for (const [name, value] of Object.entries(pageHeaders())) context.res.headers.set(name, value);
};
