import { afterEach, describe, test, vi } from 'vitest';
import type { EngagementAction } from '../../src/contract/engagement.ts';
import type { ModelDefinition } from '../../src/contract/model.ts';
import { packNodes } from '../../src/contract/trees.ts';
import { live, type Setting, type Step } from './lossless-world.ts';
import { people, randomOf } from './world.ts';

afterEach(() => void vi.restoreAllMocks());

/** Worlds: each is one tenant asked in full and one asked by bounds. */
const SEEDS = Array.from({ length: 8 }, (_each, seed) => seed + 1);
const NODES = ['star', 'comet'];
const OF_MEMBER = [
  'edge.strength',
  'recipient.ads.value',
  'edge.ads.value',
  'type.opened.30d',
  'actor.opened.7d',
  'member.opened.24h',
  'type.openRate',
  'hoursSinceLastOpen',
];
const HOUR = 3_600_000;

describe('a bounded fan-out', () => {
  test.for(SEEDS)(
    'law %i: everybody ends as if all had been asked, whatever they did, and whatever came late, twice or not at all',
    { timeout: 120_000 },
    async (seed, { expect }) => {
      const setting = settingOf(randomOf(seed));
      const full = await live(setting, false, randomOf(seed + 1_000));
      vi.restoreAllMocks();
      const bounded = await live(setting, true, randomOf(seed + 2_000));
      expect(full.pruned).toBe(0);
      for (const [key, outcome] of full.outcomes) {
        const found = bounded.outcomes.get(key) ?? 'drop';
        expect(`${key}: ${found}`).toBe(`${key}: ${outcome}`);
      }
      expect([...bounded.outcomes.keys()].filter((key) => !full.outcomes.has(key))).toEqual([]);
      expect(bounded.timelines).toEqual(full.timelines);
      const sent = [...full.outcomes.values()].filter((outcome) => outcome.startsWith('send')).length;
      shares.push({ pruned: bounded.pruned, dropped: full.outcomes.size - sent, sent });
    },
  );

  test('it left out a good share of those who would have been dropped', ({ expect }) => {
    const sum = (what: keyof (typeof shares)[number]) => shares.reduce((total, each) => total + each[what], 0);
    expect(shares.filter(({ pruned }) => pruned > 0).length).toBeGreaterThan(SEEDS.length / 2);
    expect(sum('pruned') / sum('dropped')).toBeGreaterThan(0.15);
    expect(sum('sent')).toBeGreaterThan(sum('dropped') / 10);
  });
});

const shares: { readonly pruned: number; readonly dropped: number; readonly sent: number }[] = [];

function settingOf(random: () => number): Setting {
  const among = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  const members = people(10 + Math.floor(random() * 16));
  const steps: Step[] = members.flatMap((member) =>
    NODES.flatMap((node): Step[] =>
      random() < 0.8 ? [{ kind: 'edge', member, node, strength: tenth(random()) }] : [],
    ),
  );
  for (const member of members) {
    if (random() < 0.4) steps.push({ kind: 'push', member, target: '', value: random() * 2 - 1 });
    if (random() < 0.4) steps.push({ kind: 'push', member, target: 'actor:star', value: random() * 2 - 1 });
  }
  for (let count = 0; count < 90; count++) {
    const step = stepOf(random, among, members);
    steps.push(step);
    // Who was erased may come again, as somebody without a past.
    if (step.kind !== 'erase') continue;
    for (const node of NODES) steps.push({ kind: 'edge', member: step.member, node, strength: tenth(random()) });
  }
  return {
    members,
    models: [logisticOf(random, among), treesOf(random, among)],
    floors: [0.2 + random() * 0.4, 0.2 + random() * 0.4],
    steps,
  };
}

function stepOf(
  random: () => number,
  among: <Value>(values: readonly Value[]) => Value,
  members: readonly string[],
): Step {
  const draw = random();
  const member = among(members);
  if (draw < 0.35) {
    const [likes, group] = [Math.floor(random() * 3), Math.floor(random() * 2)];
    return { kind: 'post', type: random() < 0.6 ? 'type-0' : 'type-1', actor: among(NODES), likes, group };
  }
  if (draw < 0.65) {
    const action = among<EngagementAction>(['open', 'click', 'like', 'comment', 'dismiss', 'seen']);
    return { kind: 'engage', member, place: Math.floor(random() * 4), action, dies: random() < 0.3 };
  }
  if (draw < 0.7) return { kind: 'read', member };
  if (draw < 0.8) {
    return { kind: 'edge', member, node: among(NODES), strength: random() < 0.3 ? undefined : tenth(random()) };
  }
  if (draw < 0.9) {
    const target = among(['', 'actor:star', 'item:item-40', 'actor:comet']);
    return { kind: 'push', member, target, value: random() < 0.2 ? undefined : random() * 3 - 1 };
  }
  if (draw < 0.93) return { kind: 'erase', member };
  return { kind: 'wait', ms: among([HOUR, 20 * HOUR, 100 * HOUR]) };
}

function tenth(value: number): number {
  return Math.ceil(value * 10) / 10;
}

function logisticOf(random: () => number, among: <Value>(values: readonly Value[]) => Value): ModelDefinition {
  const chosen = OF_MEMBER.filter(() => random() < 0.5);
  const weightOf = (name: string) => (name === 'hoursSinceLastOpen' ? -0.05 : random() * 3 - 1);
  const weights = Object.fromEntries(chosen.map((name) => [name, weightOf(name)]));
  return {
    kind: 'logistic',
    open: {
      intercept: -1.5,
      weights: { ...weights, 'edge.strength': 2 * random(), 'type.sent.7d': -0.1, 'item.likes': 0.3 },
      crosses: [
        { features: ['item.group', 'edge.strength'], weight: random() * 2 - 1 },
        { features: [among(['item.group', 'edge.strength']), 'type.opened.30d'], weight: random() - 0.3 },
      ],
    },
    defaults: random() < 0.3 ? { 'recipient.ads.value': 0.5 } : {},
  };
}

/** Trees of depth 2 over features of the member and one of the event. */
function treesOf(random: () => number, among: <Value>(values: readonly Value[]) => Value): ModelDefinition {
  const features = [...OF_MEMBER, 'item.likes'];
  const splits: number[] = [];
  const values: number[] = [];
  const split = () => {
    const feature = Math.floor(random() * features.length);
    splits.push(feature * 2 + Math.floor(random() * 2));
    values.push(features[feature] === 'hoursSinceLastOpen' ? among([2, 30, 200]) : tenth(random() * 1.5));
  };
  const leaf = () => {
    splits.push(-1);
    values.push(random() * 2.4 - 1.4);
  };
  for (let tree = 0; tree < 3; tree++) {
    split();
    for (let side = 0; side < 2; side++) {
      split();
      leaf();
      leaf();
    }
  }
  const nodes = packNodes({ splits: new Int16Array(splits), values: new Float32Array(values) });
  return { kind: 'trees', open: { base: 0, features, ...nodes }, defaults: {} };
}
