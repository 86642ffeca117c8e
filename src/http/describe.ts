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
  readonly answer: { readonly status: number; readonly schema?: z.ZodType; readonly description: string };
  /** Statuses of problems beyond the usual 400, 401, 403. */
  readonly problems?: readonly number[];
}

/** One JSON value; `bulk` is an array or NDJSON of it; `content` says more, or all when it is a form, by media type. */
interface Body {
  readonly schema?: z.ZodType;
  readonly bulk?: boolean;
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
  app.openAPIRegistry.registerPath(configOf(method, path, description));
  app.on(method.toUpperCase(), path.replaceAll(/\{(\w+)\}/g, ':$1'), guardOf(description.security), handler);
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
  const requirement = requirementOf(security);
  const usual = requirement.length === 0 ? [] : [400, 401, ...(typeof security === 'object' ? [403] : [])];
  return {
    method,
    path,
    summary,
    tags: [...tags],
    security: requirement,
    request: {
      ...(names.length > 0 ? { params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) } : {}),
      ...(query ? { query } : {}),
      ...(headers ? { headers } : {}),
      ...(body ? { body: { required: true, content: contentOf(body) } } : {}),
    },
    responses: {
      [answer.status]: {
        description: answer.description,
        ...(answer.schema ? { content: { 'application/json': { schema: answer.schema } } } : {}),
      },
      ...Object.fromEntries(
        [...usual, ...(description.problems ?? [])].map((status) => [
          status,
          { description: 'Problem', content: { 'application/problem+json': { schema: Problem } } },
        ]),
      ),
    },
  };
}

function contentOf({ schema, bulk, content = {} }: Body) {
  const json = schema ? { 'application/json': { schema: bulk ? z.union([z.array(schema), schema]) : schema } } : {};
  const lines = schema && bulk ? { 'application/x-ndjson': { schema } } : {};
  const more = Object.entries(content).map(([type, each]) => [type, { schema: each }]);
  return { ...json, ...lines, ...Object.fromEntries(more) };
}
