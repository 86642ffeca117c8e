import { type RouteConfig, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { Problem } from '../contract/problem.ts';
import type { Scope } from '../contract/tenant.ts';
import type { App, Bindings, Ctx } from './context.ts';
import { anybody, linked, member, producer, root } from './guards.ts';

/**
 * Who may: a producer whose key has a scope, a member by their token, the operator by the root key, everybody so many
 * times a minute (`public`), whoever has a link of a message (`link`), or everybody. It is both what the document says and what is enforced.
 */
export type Security = { readonly scope: Scope } | 'member' | 'root' | 'public' | 'link' | 'none';

/** What of a route the OpenAPI document says. */
export interface Description {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: Security;
  readonly body?: Body;
  readonly headers?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly answer: Answer;
  /** Statuses of problems beyond those that its security and its body bring along. */
  readonly problems?: readonly number[];
}

/** JSON by its schema; `content` says what it is when it is not JSON, by media type. */
interface Answer {
  readonly status: number;
  readonly schema?: z.ZodType;
  readonly content?: Readonly<Record<string, z.ZodType>>;
  readonly description: string;
}

/** One JSON value; `bulk` is an array or NDJSON of it; `content` says more, or all when it is a form, by media type. */
interface Body {
  readonly schema?: z.ZodType;
  readonly bulk?: boolean;
  /** It may be left out altogether. */
  readonly optional?: boolean;
  readonly content?: Readonly<Record<string, z.ZodType>>;
}

type Method = 'get' | 'put' | 'post' | 'delete';

/** Adds a route to the app and to its OpenAPI document; the path has `{id}` for parameters. */
export function addRoute(
  app: App,
  method: Method,
  path: string,
  description: Description,
  handler: (context: Ctx) => Response | Promise<Response>,
): void {
  describeRoute(app, method, path, description);
  app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), guardOf(description.security), handler);
}

/** Adds to the OpenAPI document what is served elsewhere. */
export function describeRoute(app: App, method: Method, path: string, description: Description): void {
  app.openAPIRegistry.registerPath(configOf(method, path, description));
}

function guardOf(security: Security): MiddlewareHandler<Bindings> {
  switch (security) {
    case 'member':
      return member;
    case 'root':
      return root;
    case 'public':
      return anybody;
    case 'link':
      return linked;
    case 'none':
      return (_context, next) => next();
    default:
      return producer(security.scope);
  }
}

/** Names of the document's security schemes; that of keys lists the scope it takes. */
function requirementOf(security: Security): Record<string, string[]>[] {
  if (security === 'none' || security === 'public' || security === 'link') return [];
  return [typeof security === 'object' ? { key: [security.scope] } : { [security]: [] }];
}

function configOf(method: Method, path: string, description: Description): RouteConfig {
  const { summary, tags, security, body, query, headers, answer } = description;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  return {
    method,
    path,
    summary,
    tags: [...tags],
    security: requirementOf(security),
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: { required: !body.optional, content: contentOf(body) } } : {}),
    },
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(answer.schema || answer.content ? { content: contentOf(answer) } : {}),
      },
      ...Object.fromEntries(
        problemsOf(description).map((status) => [
          status,
          { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } },
        ]),
      ),
    },
  };
}

/** Statuses of problems that a route can answer with. Those of every route are said in the head of the document. */
function problemsOf({ security, body, problems = [] }: Description): number[] {
  const isLimited = security === 'public' || security === 'link';
  const hasCaller = !isLimited && security !== 'none';
  return [
    ...(hasCaller ? [400, 401] : []),
    ...(typeof security === 'object' ? [403] : []),
    ...(isLimited ? [429] : []),
    ...(body ? [400, 413, 415] : []),
    ...problems,
  ];
}

function contentOf({ schema, bulk = false, content = {} }: Pick<Body, 'schema' | 'bulk' | 'content'>) {
  const json = schema ? { 'application/json': { schema: bulk ? z.union([z.array(schema), schema]) : schema } } : {};
  const lines = schema && bulk ? { 'application/x-ndjson': { schema } } : {};
  const more = Object.entries(content).map(([type, each]) => [type, { schema: each }]);
  return { ...json, ...lines, ...Object.fromEntries(more) };
}
