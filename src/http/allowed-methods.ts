import { TrieRouter } from 'hono/router/trie-router';
import type { App } from './context.ts';

/**
 * The methods that a path of an app takes, in the words of an `Allow` header (RFC 9110 §10.2.1); none when there is no
 * such route. Only who has found no route asks, so that finding one costs nothing more.
 */
export function methodsOf(app: App): (path: string) => readonly string[] {
  let router: TrieRouter<string> | undefined;
  return (path) => {
    router ??= methodsRouter(app);
    const [found] = router.match('GET', path);
    const methods = new Set(found.map(([method]) => method));
    if (methods.has('GET')) methods.add('HEAD');
    return [...methods].sort();
  };
}

/** Finds by a path, under one method for all, the methods that its routes are for. */
function methodsRouter(app: App): TrieRouter<string> {
  const router = new TrieRouter<string>();
  // What is there for every method is no route, but what stands before some.
  const routes = app.routes.filter(({ method }) => method !== 'ALL');
  for (const { method, path } of routes) router.add('GET', path, method);
  return router;
}
