import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { CloudEvent } from '../../src/contract/event.ts';
import { timeOfEventId } from '../../src/contract/event-time.ts';
import { ModelDefinition } from '../../src/contract/model.ts';
import { digestOf, standardise } from '../../src/ingest/standardise.ts';
import { anEvent, aType, settings } from './samples.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function entryOf(event: CloudEvent, type = aType(), now = NOW) {
  const result = standardise('acme', event, type, settings, now);
  if ('errors' in result) throw new Error(JSON.stringify(result.errors));
  return result.entry;
}

describe('standardise', () => {
  test('happy: an event becomes an activity with the rules of its type and tenant', ({ expect }) => {
    const event = anEvent({
      time: '2026-11-21T10:30:00+01:00',
      data: { actor: 'bob', item: { id: 'post-1', entities: ['cats'] }, recipients: ['ada', 'eve', 'ada'] },
    });
    const { activity, recipients } = entryOf(event, aType({ caps: { perDay: 2 }, expiresIn: 60, dark: true }));
    const at = Date.parse('2026-11-21T09:30:00Z');
    expect(activity).toEqual({
      id: expect.any(String),
      type: 'post',
      typeVersion: 3,
      at,
      actor: 'bob',
      item: 'post-1',
      entities: ['cats'],
      expiresAt: at + 60_000,
      content: { title: 'Hello', body: '', url: '' },
      policy: expect.objectContaining({ class: 'content', dark: true, typeCaps: { perDay: 2 }, memberPerDay: 5 }),
      lane: 'live',
    });
    expect(recipients).toEqual({ kind: 'list', members: ['ada', 'eve'] });
    expect(timeOfEventId(activity.id)).toBe(at);
  });

  test('happy: thread, group and the item’s numbers are in it when the type and the event have them', ({ expect }) => {
    const type = aType({ thread: '{{payload.conversation}}', collapse: {} });
    const item = { id: 'post-1', features: { length: 3, fresh: 0.5 } };
    const data = { recipients: ['ada'], item, payload: { conversation: 'c1' } };
    expect(entryOf(anEvent({ data }), type).activity).toMatchObject({
      thread: 'c1',
      group: 'post-1',
      features: { 'item.length': 3, 'item.fresh': 0.5 },
      policy: { collapse: { window: 86_400_000 } },
    });
    const bare = entryOf(anEvent(), type).activity;
    for (const part of ['thread', 'group', 'features']) expect(bare).not.toHaveProperty(part);
    expect(entryOf(anEvent({ data })).activity).not.toHaveProperty('group');
  });

  test('happy: the model that its type is scored by goes along', ({ expect }) => {
    const model = { ...ModelDefinition.parse({ kind: 'logistic', open: { intercept: 0, weights: {} } }), name: 'm' };
    const stored = { ...model, version: 2, updatedAt: '2026-11-21T00:00:00.000Z' };
    const result = standardise('acme', anEvent(), aType({ model: 'm' }), settings, NOW, { model: stored });
    expect(result).toMatchObject({ entry: { activity: { policy: { model: { name: 'm', version: 2 } } } } });
  });

  test('happy: the lane is the type’s own, or urgent for a transactional one', ({ expect }) => {
    expect(entryOf(anEvent(), aType({ class: 'transactional' })).activity.lane).toBe('urgent');
    expect(entryOf(anEvent(), aType({ class: 'transactional', lane: 'bulk' })).activity.lane).toBe('bulk');
  });

  test('happy: nobody named goes to the audience that is named, or that the type declares', ({ expect }) => {
    const declared = aType({ audience: { of: 'actor' } });
    expect(entryOf(anEvent({ data: { actor: 'bob' } }), declared).recipients).toEqual({ kind: 'node', node: 'bob' });
    const named = anEvent({ data: { actor: 'bob', audience: { of: 'cats' } } });
    expect(entryOf(named, declared).recipients).toEqual({ kind: 'node', node: 'cats' });
  });

  test('happy: a predicate, the entities of the item, and several audiences at once, each way once', ({ expect }) => {
    const where = { attr: 'plan', op: 'eq', value: 'pro' } as const;
    const to = (data: CloudEvent['data'], audience?: unknown) =>
      entryOf(anEvent({ data }), aType(audience === undefined ? {} : { audience })).recipients;
    const item = { id: 'i', entities: ['cats', 'bob', 'cats'] };
    expect(to({ audience: { where } })).toEqual({ kind: 'node', ways: [{ where }] });
    expect(to({ item: { id: 'i', entities: ['cats', 'cats'] } }, { of: 'item.entities' })).toEqual({
      kind: 'node',
      node: 'cats',
    });
    const several = [{ of: 'actor' }, { of: 'item.entities' }, { where }, { where }];
    expect(to({ actor: 'bob', item }, several)).toEqual({
      kind: 'node',
      ways: [{ node: 'bob' }, { node: 'cats' }, { where }],
    });
    expect(to({ actor: 'bob' }, several)).toEqual({ kind: 'node', ways: [{ node: 'bob' }, { where }] });
    expect(to({ actor: 'bob', audience: { of: 'dogs' } }, several)).toEqual({ kind: 'node', node: 'dogs' });
    // Named members are a list, unless there is another way as well.
    const [team, boss] = [{ members: ['ada', 'cleo'] }, { members: ['cleo', 'dan'] }];
    expect(to({}, team)).toEqual({ kind: 'list', members: ['ada', 'cleo'] });
    expect(to({}, [team, boss])).toEqual({ kind: 'list', members: ['ada', 'cleo', 'dan'] });
    expect(to({}, [team, { where }])).toEqual({ kind: 'node', ways: [team, { where }] });
  });

  test('refusal: an audience of entities without any, and one of the actor among others without one', ({ expect }) => {
    const where = { attr: 'plan', op: 'exists' };
    const pathOf = (data: CloudEvent['data'], audience: unknown) => {
      const result = standardise('acme', anEvent({ data }), aType({ audience }), settings, NOW);
      return 'errors' in result ? result.errors[0]?.path : undefined;
    };
    expect(pathOf({ actor: 'bob' }, { of: 'item.entities' })).toBe('data.item.entities');
    expect(pathOf({ item: { id: 'i', entities: [] } }, [{ of: 'item.entities' }])).toBe('data.item.entities');
    expect(pathOf({}, [{ of: 'actor' }, { where }])).toBe('data.actor');
    expect(pathOf({}, [{ of: 'item.entities' }, { where }])).toBeUndefined();
  });

  test('edge: an event expires with its item or its type, whichever is first', ({ expect }) => {
    const item = (expiresAt: string) => anEvent({ data: { recipients: ['ada'], item: { id: 'i', expiresAt } } });
    const type = aType({ expiresIn: 3_600 });
    expect(entryOf(item('2026-11-21T12:30:00Z'), type).activity.expiresAt).toBe(NOW + 1_800_000);
    expect(entryOf(item('2026-11-21T23:00:00Z'), type).activity.expiresAt).toBe(NOW + 3_600_000);
    expect(entryOf(anEvent()).activity.expiresAt).toBeUndefined();
  });

  test('edge: an event from the future happened now, and does not outlive others', ({ expect }) => {
    for (const time of ['2026-11-21T12:00:00.001Z', '9999-12-31T23:59:59Z']) {
      const { activity } = entryOf(anEvent({ time }), aType({ expiresIn: 60 }));
      expect([activity.at, timeOfEventId(activity.id), activity.expiresAt]).toEqual([NOW, NOW, NOW + 60_000]);
    }
  });

  test('edge: the identity is tenant, source and id; the time changes the time only, the type is content', ({
    expect,
  }) => {
    const first = entryOf(anEvent({ time: '2026-11-21T10:00:00Z' }));
    const later = entryOf(anEvent({ time: '2026-11-21T11:00:00Z' }));
    expect([later.hash, later.digest]).toEqual([first.hash, first.digest]);
    expect(later.activity.id > first.activity.id).toBe(true);
    expect(later.activity.id.slice(10)).toBe(first.hash);
    const otherType = standardise('acme', anEvent({ type: 'other' }), aType(), settings, NOW);
    expect(otherType).toMatchObject({ entry: { hash: first.hash } });
    expect('entry' in otherType && otherType.entry.digest).not.toBe(first.digest);
    expect(entryOf(anEvent({ id: '2' })).hash).not.toBe(first.hash);
    expect(entryOf(anEvent({ source: 'other' })).hash).not.toBe(first.hash);
    const elsewhere = standardise('other', anEvent(), aType(), settings, NOW);
    expect('entry' in elsewhere && elsewhere.entry.hash).not.toBe(first.hash);
  });

  test('law: no two identities share a hash by running into each other', ({ expect }) => {
    const text = fc.string({ unit: fc.constantFrom('a', ':', '1', '/', ','), minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, text, text, text, (source, id, otherSource, otherId) => {
        const same = source === otherSource && id === otherId;
        const hashes = [
          entryOf(anEvent({ source, id })).hash,
          entryOf(anEvent({ source: otherSource, id: otherId })).hash,
        ];
        expect(hashes[0] === hashes[1]).toBe(same);
      }),
    );
  });

  test('refusal: nobody to send to, by its field', ({ expect }) => {
    const nobody = standardise('acme', anEvent({ data: {} }), aType(), settings, NOW);
    expect(nobody).toMatchObject({ errors: [{ path: 'data.recipients' }] });
    const noActor = standardise('acme', anEvent({ data: {} }), aType({ audience: { of: 'actor' } }), settings, NOW);
    expect(noActor).toMatchObject({ errors: [{ path: 'data.actor' }] });
  });
});

describe('digestOf', () => {
  test('law: the order of keys says nothing, and every value says something', ({ expect }) => {
    const payloads = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 2 }), {
      noNullPrototype: true,
    });
    const digest = (payload: Record<string, unknown>) => digestOf(anEvent({ data: { recipients: ['ada'], payload } }));
    fc.assert(
      fc.property(payloads, (payload) => {
        const turned = Object.fromEntries(Object.entries(payload).reverse());
        expect(digest(turned)).toBe(digest(payload));
        expect(digest({ ...payload, 'a new name': 1 })).not.toBe(digest(payload));
      }),
    );
    expect(digest({ list: [1, 2] })).not.toBe(digest({ list: [2, 1] }));
    expect(digest({ value: '1' })).not.toBe(digest({ value: 1 }));
  });
});
