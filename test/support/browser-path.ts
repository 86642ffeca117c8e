import { accessSync, constants } from 'node:fs';

export type BrowserPath =
  | { readonly ok: true; readonly path: string }
  | { readonly ok: false; readonly reason: string };

/**
 * Where a browser is installed: at the path of the environment variable, else at the first of the usual places.
 * A test skips with `reason` when there is none; with CI set this throws instead, so that nothing is skipped there.
 */
export function browserPath(name: string, variable: string, places: readonly string[]): BrowserPath {
  const told = process.env[variable];
  const path = (told === undefined ? places : [told]).find(isExecutable);
  if (path !== undefined) return { ok: true, path };
  const reason = `${name} is not installed: install it, or set ${variable} to its path`;
  if (process.env.CI !== undefined && process.env.CI !== '') throw new Error(reason);
  return { ok: false, reason };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
