import { ask } from './world.ts';

/** What tests read of a JSON Schema as the document has it. */
export interface Schema {
  readonly $ref?: string;
  readonly [name: string]: unknown;
}

/** Schemas by media type. */
export type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Operation {
  readonly summary: string;
  readonly tags: string[];
  readonly security: Record<string, unknown>[];
  readonly parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Record<string, { description: string; content?: Content }>;
}

export interface Document {
  readonly openapi: string;
  readonly info: { title: string; version: string };
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, Schema>; securitySchemes: Record<string, unknown> };
}

/** An operation and what it is called: `PUT /v1/types/{name}`. */
export interface Route {
  readonly at: string;
  readonly path: string;
  readonly method: string;
  readonly operation: Operation;
}

/** What of the document is a file of the deployment: the Worker is not asked for it. */
export const FILES: readonly string[] = ['/docs'];

/** `/openapi.json`, as the Worker serves it. */
export async function loadDocument(): Promise<Document> {
  const { json } = await ask('GET', '/openapi.json');
  return json as unknown as Document;
}

export function routesOf({ paths }: Document): Route[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      at: `${method.toUpperCase()} ${path}`,
      path,
      method,
      operation,
    })),
  );
}
