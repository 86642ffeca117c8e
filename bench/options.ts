import { parseArgs } from 'node:util';
import { CommandFailure } from '../scripts/start/failure.ts';

/** What a run was asked for. */
export interface BenchOptions {
  /** Sections to run, in the order of the table. */
  readonly only: readonly string[];
  readonly quick: boolean;
  /** Folder for a CPU profile of each section; absent when none is wanted. */
  readonly profile?: string;
  readonly help: boolean;
}

/** How to call it. */
export function usage(sections: readonly string[], usual: readonly string[]): string {
  return [
    'npm run bench -- [--only NAME …] [--quick] [--profile FOLDER]',
    '',
    `  --only NAME       only this section: ${sections.join(', ')}; may be given again`,
    `                    without it: ${usual.join(', ')}`,
    '  --quick           fewer and shorter rounds: a look, not a measurement',
    '  --profile FOLDER  write a CPU profile of each section there; figures of such a run are slower',
  ].join('\n');
}

/** Reads the options of the command line; refuses what it does not know. `usual` runs when nothing is named. */
export function readBenchOptions(
  words: readonly string[],
  sections: readonly string[],
  usual: readonly string[],
): BenchOptions {
  const remedy = usage(sections, usual);
  const { values } = parsed(words, remedy);
  const only = values.only ?? usual;
  const unknown = only.find((name) => !sections.includes(name));
  if (unknown !== undefined) throw new CommandFailure(`There is no section "${unknown}".`, remedy);
  const { quick = false, help = false, profile } = values;
  return { only, quick, help, ...(profile === undefined ? {} : { profile }) };
}

function parsed(words: readonly string[], remedy: string) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        only: { type: 'string', multiple: true },
        quick: { type: 'boolean' },
        profile: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), remedy);
  }
}
