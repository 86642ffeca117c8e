import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const SOURCE = join(import.meta.dirname, '..', '..', 'src');

/** One import, or re-export, of a source file. */
export interface Import {
  readonly file: string;
  /** Path inside `src` when it is ours, otherwise as it is written. */
  readonly target: string;
  readonly isType: boolean;
  readonly isRelative: boolean;
  /** Of `src`. */
  readonly isOurs: boolean;
}

/** Every TypeScript file of `src`, by its path inside it. */
export function sourceFiles(): string[] {
  return globSync('**/*.ts', { cwd: SOURCE }).sort();
}

/** The code of a source file, without its comments. */
export function readCode(file: string): string {
  return readFileSync(join(SOURCE, file), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*\/\/.*$/gm, '');
}

/** What a source file imports. */
export function importsOf(file: string): Import[] {
  const statements = readCode(file).matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  );
  return [...statements].map(([, type, from, dynamic]) => {
    const written = from ?? dynamic ?? '';
    const isRelative = written.startsWith('.');
    const path = normalize(join(dirname(file), written));
    const isOurs = isRelative && !path.startsWith('..');
    return { file, target: isOurs ? path : written, isType: type !== undefined, isRelative, isOurs };
  });
}

/** The room a source file is in; a file of `src` itself is its own. */
export function roomOf(file: string): string {
  return file.split('/')[0] ?? file;
}
