/** `npm test [-- vitest arguments]`: every test there is, then which were skipped and why; CI fails when any is. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { chromiumPath } from '../test/support/chromium.ts';
import { firefoxPath } from '../test/support/firefox.ts';
import { buildWeb } from './build/build-web.ts';
import { printFailure } from './start/failure.ts';
import { PROJECT } from './start/settings.ts';

const REPORT = join(PROJECT, 'dist', 'test-report.json');
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}

async function run(vitestArguments: readonly string[]): Promise<number> {
  // With CI set, a browser that is not there throws here, before anything runs.
  const missing = [firefoxPath(), chromiumPath()].flatMap((browser) => (browser.ok ? [] : [browser.reason]));
  await buildWeb(new AbortController().signal);
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const { status } = spawnSync(
    process.execPath,
    [vitest, 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`, ...vitestArguments],
    { cwd: PROJECT, stdio: 'inherit' },
  );
  const report = Report.parse(JSON.parse(readFileSync(REPORT, 'utf8')));
  const skipped = report.numPendingTests + report.numTodoTests;
  if (skipped > 0) printSkipped(report, missing);
  // A file that could not be loaded has no failed test of its own.
  const failed = Math.max(report.numFailedTests, status === 0 ? 0 : 1);
  console.log(`\n${report.numPassedTests} passed, ${failed} failed, ${skipped} skipped`);
  if (status !== 0) return 1;
  return process.env.CI && skipped > 0 ? 1 : 0;
}

function printSkipped(report: z.infer<typeof Report>, missing: readonly string[]): void {
  console.log('\nSkipped:');
  for (const { name, assertionResults } of report.testResults) {
    for (const { fullName, status } of assertionResults) {
      if (status !== 'passed' && status !== 'failed') console.log(`  ${name.replace(`${PROJECT}/`, '')}: ${fullName}`);
    }
  }
  for (const reason of missing) console.log(reason);
}
