import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * A digest of the content of files and folders (recursively, in a fixed order), by which a build knows that nothing
 * changed. `leaveOut` names paths relative to `root` that do not count; a path that does not exist counts as absent.
 */
export function fingerprint(root: string, paths: readonly string[], leaveOut: readonly string[] = []): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      const name = relative(root, file).replaceAll('\\', '/');
      if (leaveOut.some((left) => name === left || name.startsWith(`${left}/`))) continue;
      const content = readFileSync(file);
      hash.update(`${name.length}:${name}${content.length}:`).update(content);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function filesBelow(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
}
