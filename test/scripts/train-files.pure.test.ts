import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, test } from 'vitest';
import { trainByFiles } from '../../scripts/train/higgs/train-by-files.ts';
import { readTrainOptions } from '../../scripts/train/train-options.ts';
import { writeLines } from '../../scripts/train/write-lines.ts';
import { seededRandom } from '../../scripts/world/random.ts';
import { Edge } from '../../src/contract/edge.ts';
import { FeatureLine } from '../../src/contract/features.ts';
import { ModelDefinition } from '../../src/contract/model.ts';

const HOUR = 3_600;
const START = 1_341_100_800;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tower-train-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Two days in which a few of 60 keep coming back to whom they came before, and the rest come once. */
function someActs(): string {
  const random = seededRandom(4);
  return Array.from({ length: 2_000 }, (_each, index) => {
    const member = Math.floor(60 * random());
    const actor = member < 10 ? member + 100 : 100 + Math.floor(60 * random());
    return `${member} ${actor} ${START + Math.floor((index * 48 * HOUR) / 2_000)} ${random() < 0.5 ? 'RT' : 'RE'}\n`;
  }).join('');
}

function linesOf(file: string): unknown[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('training by files', () => {
  test('happy: packed files become a model, features and edges that Tower takes, and a report', async ({ expect }) => {
    const [acts, follows, out, features, edges] = ['acts.gz', 'follows.gz', 'model.json', 'f.ndjson', 'e.ndjson'].map(
      (name) => join(folder, name),
    ) as [string, string, string, string, string];
    writeFileSync(acts, gzipSync(someActs()));
    writeFileSync(follows, gzipSync('1 101\n50 101\n'));
    const report = await trainByFiles({
      ...actsOptions(['--higgs', acts, '--follows', follows, '--until', String(START + 24 * HOUR)]),
      ...{ out, featuresOut: features, edgesOut: edges },
    });
    expect(report).toMatch(/tried on the 24 hours/);
    expect(report).toMatch(/model( +[\d.]+ %){4}/);
    expect(ModelDefinition.parse(JSON.parse(readFileSync(out, 'utf8')))).toMatchObject({ kind: 'logistic' });
    expect(linesOf(features).map((line) => FeatureLine.parse(line)).length).toBeGreaterThan(100);
    const pairs = linesOf(edges).map((line) => Edge.parse(line));
    expect(pairs).toContainEqual({ from: '50', to: '101', kind: 'follow', strength: expect.any(Number) });
  });

  test('edge: without lines a file is empty', async ({ expect }) => {
    const file = join(folder, 'none.ndjson');
    expect(await writeLines(file, [])).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('refusal: a file that is not there', async ({ expect }) => {
    const options = actsOptions(['--higgs', join(folder, 'none.gz'), '--until', String(START)]);
    await expect(trainByFiles(options)).rejects.toThrow('There is no file');
  });
});

function actsOptions(commandLine: readonly string[]) {
  const options = readTrainOptions(commandLine);
  if (options.from !== 'acts') throw new Error('These are options of a training by files');
  return options;
}
