import {
  type Content,
  type Document,
  loadDocument,
  type Operation,
  type Route,
  routesOf,
  type Schema,
} from './open-api-document.ts';
import { faultsOf, judgesOf } from './open-api-schemas.ts';
import { type Json, worker } from './world.ts';

/** What a request says beyond its method and path. */
export interface Request {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

/** Asks as `ask` does, and fails when the document does not describe what was sent or what came back. */
export interface Checked {
  readonly document: Document;
  readonly routes: readonly Route[];
  readonly ask: (
    method: string,
    path: string,
    request?: Request,
  ) => Promise<{ status: number; json: Json; text: string }>;
  /** Operations and the statuses that they have answered: `PUT /v1/types/{name} 200`. */
  readonly answered: ReadonlySet<string>;
}

export async function checked(): Promise<Checked> {
  const document = await loadDocument();
  const routes = routesOf(document);
  const answered = new Set<string>();
  const [judgeAnswer, judgeRequest] = [judgesOf(document, true), judgesOf(document, false)];
  return {
    document,
    routes,
    answered,
    async ask(method, path, { key, headers, body } = {}) {
      const url = new URL(path, 'https://tower.test');
      const route = routeOf(routes, method, url.pathname);
      const sent = new Headers({
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      });
      const raw = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
      const response = await worker().fetch(url.href, { method, headers: sent, body: raw });
      const { status } = response;
      response.webSocket?.accept();
      response.webSocket?.close();
      const text = status === 101 ? '' : await response.text();
      const answer = read(mediaOf(response.headers), text);
      const faults = [
        ...answerFaults(route.operation, status, mediaOf(response.headers), answer, judgeAnswer),
        ...(status < 400 && isTaken(answer)
          ? requestFaults(route.operation, mediaOf(sent), raw, url, judgeRequest)
          : []),
      ];
      if (faults.length > 0) throw new Error(`${route.at} ${status}: ${faults.join('; ')}\n${text.slice(0, 2_000)}`);
      answered.add(`${route.at} ${status}`);
      return { status, text, json: (answer ?? {}) as Json };
    },
  };
}

type Judging = ReturnType<typeof judgesOf>;

function routeOf(routes: readonly Route[], method: string, pathname: string): Route {
  const found = routes.find(
    (each) =>
      each.method === method.toLowerCase() &&
      new RegExp(`^${each.path.replaceAll('.', String.raw`\.`).replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  if (!found) throw new Error(`${method} ${pathname} is not in the document`);
  return found;
}

function mediaOf(headers: Headers): string {
  return (headers.get('Content-Type') ?? '').split(';', 1)[0] ?? '';
}

function read(media: string, text: string): unknown {
  if (text === '') return undefined;
  return media.endsWith('json') ? JSON.parse(text) : text;
}

function answerFaults(
  { responses }: Operation,
  status: number,
  media: string,
  answer: unknown,
  judge: Judging,
): string[] {
  const described = responses[status];
  if (!described) return ['the status is not described'];
  const { content } = described;
  // What is text may be nothing, what is JSON may not.
  if (answer === undefined) return content?.['application/json'] ? ['has no body'] : [];
  const schema = content?.[media]?.schema;
  return schema ? faultsOf(judge(schema), answer) : [`a body of ${media || 'no type'} is not described`];
}

/** Whether all of a request was taken: bad lines of many are listed in an answer that is good. */
function isTaken(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.every((each) => !('errors' in each));
  const { rejected = [] } = (answer ?? {}) as { rejected?: readonly unknown[] };
  return rejected.length === 0;
}

function requestFaults(operation: Operation, media: string, raw: string | null, url: URL, judge: Judging): string[] {
  const { requestBody, parameters = [] } = operation;
  const query = [...url.searchParams].flatMap(([name, value]) => {
    const schema = parameters.find((each) => each.in === 'query' && each.name === name)?.schema;
    if (!schema) return [`the query ${name} is not described`];
    return faultsOf(judge(schema), schema.type === 'integer' ? Number(value) : value).map((each) => `${name} ${each}`);
  });
  if (raw === null) return requestBody?.required ? [...query, 'the body may not be left out'] : query;
  return [...query, ...bodyFaults(requestBody?.content ?? {}, media, raw, judge)];
}

function bodyFaults(content: Content, media: string, raw: string, judge: Judging): string[] {
  const schema: Schema | undefined = content[media]?.schema;
  if (!schema) return [`a request of ${media} is not described`];
  return valuesOf(media, raw).flatMap((value) => faultsOf(judge(schema), value).map((each) => `the request: ${each}`));
}

function valuesOf(media: string, raw: string): unknown[] {
  if (media === 'application/x-ndjson')
    return raw.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  if (media === 'application/x-www-form-urlencoded') return [Object.fromEntries(new URLSearchParams(raw))];
  return [JSON.parse(raw)];
}
