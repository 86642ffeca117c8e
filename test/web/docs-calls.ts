import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RunningTower } from '../support/tower.ts';

const run = promisify(execFile);

/** What of an operation the document says and the page has to show. */
export interface Described {
  readonly summary: string;
  readonly security: readonly Record<string, unknown>[];
  readonly parameters?: readonly { readonly name: string }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

/** Every operation of the Tower's OpenAPI document, with the fragment that should lead to it. */
export async function describedOperations(url: string) {
  const answer = await fetch(`${url}/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, Described>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      anchor: `${method}-${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
}

/** A token of a member, from the Tower itself. */
export async function memberToken(tower: Pick<RunningTower, 'url' | 'key'>, member: string): Promise<string> {
  const answer = await fetch(`${tower.url}/v1/members/${member}/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tower.key}` },
  });
  return ((await answer.json()) as { token: string }).token;
}

/** Runs an example in a shell, as somebody who pasted it would, and gives the status of the answer. */
export async function statusOfExample(code: string, variables: Readonly<Record<string, string>>): Promise<number> {
  const { stdout } = await run('sh', ['-c', `${code} -s -o /dev/null -w '%{http_code}'`], {
    env: { PATH: process.env.PATH ?? '', ...variables },
    timeout: 30_000,
  });
  return Number(stdout);
}
