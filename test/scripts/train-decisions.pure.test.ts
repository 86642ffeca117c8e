import { describe, test } from 'vitest';
import { modelOfFit } from '../../scripts/train/model-of-fit.ts';
import { type DecisionRow, rowOfDecision } from '../../scripts/train/tower/decision-rows.ts';
import { readDecisions } from '../../scripts/train/tower/read-decisions.ts';
import { trainOnDecisions } from '../../scripts/train/tower/train-on-decisions.ts';
import { readTrainOptions } from '../../scripts/train/train-options.ts';
import { seededRandom } from '../../scripts/world/random.ts';
import type { TraceEntry } from '../../src/contract/decision.ts';
import { ModelDefinition } from '../../src/contract/model.ts';

const NOON = Date.UTC(2050, 5, 15, 12);
const wanted = { model: 'likes', type: undefined, settledBefore: NOON };
const entryAt = (at: number, change: Partial<TraceEntry> = {}): TraceEntry => ({
  event: `event-${at}`,
  type: 'photo.liked',
  at: new Date(at).toISOString(),
  outcome: 'send',
  by: 'delivery',
  reason: 'timeline',
  numbers: { utility: 0.4, pOpen: 0.3, 'edge.strength': 0.5, hoursSinceLastOpen: 3 },
  channels: ['in-app'],
  model: 'likes@3',
  opened: false,
  words: 'Sent.',
  ...change,
});

/** Decisions of members who open the likelier the stronger the edge, and never mind the rest. */
function rowsOf(count: number, change: (values: Record<string, number>) => Record<string, number>): DecisionRow[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_each, at) => {
    const [strength, likes] = [random(), Math.floor(10 * random())];
    const opened = random() < 1 / (1 + Math.exp(2 - 4 * strength));
    return { at, values: change({ 'edge.strength': strength, 'item.likes': likes }), opened };
  });
}

describe('a row of a decision', () => {
  test('happy: what the model was given, by its name; nothing of what came of it', ({ expect }) => {
    expect(rowOfDecision(entryAt(NOON - 1), wanted)).toEqual({
      at: NOON - 1,
      values: { 'edge.strength': 0.5, hoursSinceLastOpen: 3 },
      opened: false,
    });
  });

  test('edge: what is young counts once it was opened', ({ expect }) => {
    expect(rowOfDecision(entryAt(NOON + 1), wanted)).toBeUndefined();
    expect(rowOfDecision(entryAt(NOON + 1, { opened: true }), wanted)).toMatchObject({ opened: true });
  });

  test('refusal: of another model or type, without features, shown to nobody', ({ expect }) => {
    const { opened: _opened, ...unseen } = entryAt(NOON - 1);
    const others = [
      entryAt(NOON - 1, { model: 'likes-2@3' }),
      entryAt(NOON - 1, { numbers: { utility: 0.4 } }),
      { ...unseen, outcome: 'drop' as const },
    ];
    expect(others.map((entry) => rowOfDecision(entry, wanted))).toEqual([undefined, undefined, undefined]);
    expect(rowOfDecision(entryAt(NOON - 1), { ...wanted, type: 'comment.added' })).toBeUndefined();
  });
});

describe('reading decisions', () => {
  test('happy: of all members, page by page; the rows are in order of time whoever was read first', async ({
    expect,
  }) => {
    const traces = new Map(
      Array.from({ length: 20 }, (_each, member) => [
        `member-${member}`,
        Array.from({ length: member % 4 }, (_none, entry) => entryAt(NOON - 100 * entry - (member % 7))),
      ]),
    );
    const read = await readDecisions(
      {
        members: {
          all: async function* () {
            for (const id of traces.keys()) yield { id };
          },
        },
        decisions: {
          page: async (member, { cursor = '0' } = {}) => {
            const all = traces.get(member) ?? [];
            const next = Number(cursor) + 1;
            return { items: all.slice(next - 1, next), next: next < all.length ? String(next) : null };
          },
        },
      },
      wanted,
    );
    expect(read).toMatchObject({ members: 20, decisions: 30 });
    const times = read.rows.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(times).toHaveLength(30);
  });
});

describe('training on decisions', () => {
  test('happy: finds what opens depend on, and does better for it on what it has not seen', ({ expect }) => {
    const { columns, fit, defaults, tried } = trainOnDecisions(
      rowsOf(4_000, (values) => values),
      [],
      1,
    );
    expect(columns).toEqual(['edge.strength', 'item.likes']);
    expect(fit.intercept).toBeGreaterThan(-2.5);
    expect(fit.intercept).toBeLessThan(-1.5);
    expect(fit.weights).toEqual([expect.closeTo(4, 0), expect.closeTo(0, 1)]);
    expect(defaults).toEqual({});
    expect(tried?.loss).toBeLessThan((tried?.withoutFeatures ?? 0) - 0.05);
  });

  test('edge: what is missing counts as the mean, and the model says so', ({ expect }) => {
    let row = 0;
    const rows = rowsOf(400, ({ 'item.likes': _likes, ...values }) =>
      ++row % 2 === 0 ? values : { ...values, 'item.likes': 6 },
    );
    const { columns, fit, defaults } = trainOnDecisions(rows, [['edge.strength', 'item.likes']], 1);
    expect(defaults).toEqual({ 'item.likes': expect.closeTo(6, 9) });
    const definition = ModelDefinition.parse(modelOfFit(columns, fit, defaults));
    expect(definition).toMatchObject({
      kind: 'logistic',
      // It never varied.
      open: {
        weights: { 'edge.strength': expect.any(Number) },
        crosses: [{ features: ['edge.strength', 'item.likes'] }],
      },
    });
  });

  test('refusal: too few, or a cross of what was not recorded', ({ expect }) => {
    expect(() =>
      trainOnDecisions(
        rowsOf(99, (values) => values),
        [],
        1,
      ),
    ).toThrow('There are 99 decisions');
    expect(() =>
      trainOnDecisions(
        rowsOf(200, (values) => values),
        [['edge.strength', 'fact.rain']],
        1,
      ),
    ).toThrow('fact.rain');
  });
});

describe('the command line', () => {
  test('happy: both ways, with their defaults', ({ expect }) => {
    expect(readTrainOptions(['--model', 'likes', '--cross', 'edge.strength*item.likes'])).toEqual({
      from: 'tower',
      out: 'model.json',
      penalty: 1,
      model: 'likes',
      type: undefined,
      url: undefined,
      key: undefined,
      crosses: [['edge.strength', 'item.likes']],
      settled: 24,
    });
    expect(readTrainOptions(['--higgs', 'acts.gz', '--until', '2012-07-04T00:00:00Z', '--seed', '3'])).toMatchObject({
      from: 'acts',
      acts: 'acts.gz',
      until: 1_341_360_000,
      hours: 36,
      tried: 24,
      seed: 3,
    });
  });

  test('refusal: neither, both, no full hour, no number, no cross', ({ expect }) => {
    for (const line of [
      [],
      ['--model', 'm', '--higgs', 'f'],
      ['--higgs', 'f'],
      ['--higgs', 'f', '--until', '2012-07-04T00:30:00Z'],
      ['--higgs', 'f', '--until', '2012-07-04'],
      ['--model', 'm', '--penalty', '0'],
      ['--higgs', 'f', '--until', '0', '--hours', '1.5'],
      ['--model', 'm', '--cross', 'item.likes'],
      ['--unknown'],
    ]) {
      expect(() => readTrainOptions(line)).toThrow(expect.objectContaining({ name: 'CommandFailure' }));
    }
  });
});
