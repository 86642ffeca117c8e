import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { CandidateEdge } from '../../src/contract/activity.ts';
import type { ScoringModel } from '../../src/contract/policy.ts';
import type { Features } from '../../src/decide/component.ts';
import { isOfMember, isRecorded, pushedName } from '../../src/decide/features/feature-names.ts';
import { historyFeatures, READERS } from '../../src/decide/features/history-features.ts';
import { edgeTargets } from '../../src/decide/features/pushed-features.ts';
import type { Pushed, PushedRows } from '../../src/decide/member-state.ts';
import { activityOf, caseOf, memberOf } from './cases.ts';

/** A model that uses these features. */
function modelOver(features: readonly string[], change: Partial<ScoringModel> = {}): ScoringModel {
  const weights = Object.fromEntries(features.map((name) => [name, 1]));
  const digest = JSON.stringify(features);
  return {
    kind: 'logistic',
    open: { intercept: 0, weights },
    defaults: {},
    name: 'm',
    version: 1,
    digest,
    ...change,
  } as ScoringModel;
}

/** Pushed rows, and which datasets were read. */
function pushedOf(datasets: Readonly<Record<string, PushedRows>>) {
  const read: string[] = [];
  const pushed: Pushed = {
    rows(dataset) {
      read.push(dataset);
      return Object.hasOwn(datasets, dataset) ? datasets[dataset] : undefined;
    },
  };
  return { pushed, read };
}

const NOTHING: Features = { reachable: [], values: {}, numbers: {} };
const edge = (node: string, strength: number): CandidateEdge => ({ node, kind: 'follow', strength });
const row = (value: number) => ({ features: { likes: value }, strength: 1 });

interface Given {
  readonly rows: Readonly<Record<string, PushedRows>>;
  readonly features: readonly string[];
  readonly edges?: readonly CandidateEdge[];
  readonly activity?: Parameters<typeof activityOf>[0];
  readonly policy?: Parameters<typeof activityOf>[1];
  readonly model?: Partial<ScoringModel>;
}

function hydrate({ rows, features, edges, activity, policy, model }: Given) {
  const { pushed, read } = pushedOf(rows);
  const activityGiven = activityOf(activity, { model: modelOver(features, model), ...policy });
  const candidate = { activity: activityGiven, ...(edges ? { edges } : {}) };
  const known = historyFeatures.hydrate(caseOf(activityGiven, memberOf({ pushed }), { candidate }), NOTHING);
  return { ...known, read };
}

describe('names of features', () => {
  test('of the member are exactly those that are read from the past, and those that datasets tell of them', ({
    expect,
  }) => {
    for (const name of READERS.keys()) expect(isOfMember(name), name).toBe(true);
    const ofMember = ['recipient.affinity.age', 'edge.affinity.likes', 'edge.strength', 'recipient.x'];
    expect(ofMember.filter((name) => !isOfMember(name))).toEqual([]);
    const ofEvent = [
      'item.likes',
      'fact.reputation',
      'event.total',
      'actor.fame.followers',
      'entity.trend.rise',
      'actor.sent.1h',
      'type.x',
      'channel.fax.sent.30d',
      'recipient',
    ];
    expect(ofEvent.filter(isOfMember)).toEqual([]);
  });

  test('a dataset tells what has its name in the middle, and never hides the history', ({ expect }) => {
    expect(pushedName('edge.affinity.likes.7d')).toEqual({ side: 'edge', dataset: 'affinity', name: 'likes.7d' });
    expect(pushedName('actor.fame.followers')).toEqual({ side: 'actor', dataset: 'fame', name: 'followers' });
    for (const name of [
      'edge.strength',
      'item.likes',
      'fact.a.b',
      'edge.Affinity.x',
      'edge..x',
      'edge.a.',
      ...READERS.keys(),
    ]) {
      expect(pushedName(name), name).toBeUndefined();
    }
  });
});

describe('features that were pushed', () => {
  test('happy: of the member, and of the strongest edge that the dataset has a row of', ({ expect }) => {
    const { values } = hydrate({
      rows: {
        affinity: {
          recipient: { age: 3 },
          edges: { 'actor:weak': row(1), 'actor:strong': row(2), 'actor:ada': row(9) },
        },
      },
      features: ['recipient.affinity.age', 'edge.affinity.likes'],
      edges: [edge('weak', 0.1), edge('unknown', 1), edge('strong', 0.5)],
    });
    expect(values).toEqual({ 'recipient.affinity.age': 3, 'edge.affinity.likes': 2 });
  });

  test('happy: without an edge it is the actor, then the item, then the entities', ({ expect }) => {
    const likes = (edges: Readonly<Record<string, ReturnType<typeof row>>>) =>
      hydrate({
        rows: { affinity: { edges } },
        features: ['edge.affinity.likes'],
        activity: { actor: 'ada', item: 'post-1', entities: ['sun', 'moon'] },
      }).values['edge.affinity.likes'];
    const [actor, item, moon] = [{ 'actor:ada': row(1) }, { 'item:post-1': row(2) }, { 'entity:moon': row(3) }];
    expect([likes({ ...moon, ...item, ...actor }), likes({ ...moon, ...item }), likes(moon), likes({})]).toEqual([
      1,
      2,
      3,
      undefined,
    ]);
  });

  test('edge: a number that the strongest row does not have is missing, whatever weaker rows say', ({ expect }) => {
    const edges = { 'actor:a': { features: { other: 1 }, strength: 1 }, 'actor:b': row(5) };
    const given = { rows: { affinity: { edges } }, features: ['edge.affinity.likes'] };
    expect(hydrate({ ...given, edges: [edge('a', 0.9), edge('b', 0.1)] }).values).toEqual({});
  });

  test('edge: a dataset that is too old tells nothing, the others do', ({ expect }) => {
    const { values } = hydrate({
      rows: { old: { recipient: { x: 1 } }, fresh: { recipient: { x: 2 } } },
      features: ['recipient.old.x', 'recipient.fresh.x'],
      policy: { stale: ['old'] },
    });
    expect(values).toEqual({ 'recipient.fresh.x': 2 });
  });

  test('edge: of a model that uses none, nothing is read', ({ expect }) => {
    expect(hydrate({ rows: {}, features: ['item.likes', 'edge.strength', 'type.openRate'] }).read).toEqual([]);
  });

  test('edge: what an activity carries never stands for what is the member’s', ({ expect }) => {
    const features = { 'recipient.affinity.age': 7, 'actor.fame.followers': 8 };
    const { values } = hydrate({ rows: {}, features: Object.keys(features), activity: { features } });
    expect(values).toEqual({ 'actor.fame.followers': 8 });
  });

  test('law: the targets are those of the edges by strength, then those of the activity, each once', ({ expect }) => {
    const edges = fc.array(
      fc.record({
        node: fc.constantFrom<string[]>('a', 'b', 'c', 'd'),
        strength: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    );
    fc.assert(
      fc.property(edges, (some) => {
        const activity = activityOf({ actor: 'a', item: 'i', entities: ['b'] });
        const targets = edgeTargets({
          candidate: { activity, edges: some.map(({ node, strength }) => edge(node, strength)) },
        });
        expect(new Set(targets).size).toBe(targets.length);
        const most = (node: string) =>
          Math.max(...some.filter((each) => each.node === node).map((each) => each.strength));
        const nodes = [...new Set(some.map(({ node }) => node))];
        const actors = targets.filter((target) => target.startsWith('actor:') && nodes.includes(target.slice(6)));
        const strengths = actors.map((target) => most(target.slice(6)));
        expect(strengths).toEqual(strengths.toSorted((one, other) => other - one));
        expect(targets).toEqual(expect.arrayContaining(['actor:a', 'item:i', 'entity:b']));
      }),
    );
  });
});

describe('recording', () => {
  const given = {
    rows: { affinity: { recipient: { age: 3 } } },
    features: ['recipient.affinity.age', 'hoursSinceLastOpen', 'item.likes'],
  };

  test('happy: a share of the candidates keeps what the model was given, always the same ones', ({ expect }) => {
    const recordedOf = (record: number, id: string) =>
      hydrate({ ...given, model: { record }, activity: { id } }).numbers;
    expect(recordedOf(1, 'x')).toEqual({ 'recipient.affinity.age': 3 });
    expect(recordedOf(0, 'x')).toEqual({});
    const ids = Array.from({ length: 400 }, (_each, index) => `event-${index}`);
    const some = ids.filter((id) => Object.keys(recordedOf(0.25, id)).length > 0);
    expect(some.length).toBeGreaterThan(60);
    expect(some.length).toBeLessThan(140);
    expect(ids.filter((id) => Object.keys(recordedOf(0.25, id)).length > 0)).toEqual(some);
  });

  test('edge: it stays with a candidate that is decided again, and other numbers do not', ({ expect }) => {
    const numbers = { 'recipient.affinity.age': 3, hoursSinceLastOpen: 2, pOpen: 0.5, used: 3 };
    const again = { for: 'slot', shown: true, seen: false, numbers } as const;
    const known = historyFeatures.hydrate(caseOf(activityOf(), memberOf(), { again }), NOTHING);
    expect(known.numbers).toEqual({ 'recipient.affinity.age': 3, hoursSinceLastOpen: 2 });
    expect(Object.keys(numbers).filter(isRecorded)).toEqual(['recipient.affinity.age', 'hoursSinceLastOpen']);
  });
});
