import { describe, test } from 'vitest';
import { TypeDefinition } from '../../src/contract/notification-type.ts';
import { eventFeatures } from '../../src/ingest/event-features.ts';
import { anEvent, aType } from './samples.ts';

const item = { id: 'post-1', entities: ['cats', 'dogs'], features: { length: 3 } };
const payload = { order: { total: 12.5, gift: true, lines: [{ price: 4 }] }, text: '7', none: null };
const featuresOf = (features: object) =>
  eventFeatures(anEvent({ data: { recipients: ['ada'], item, payload } }), aType({ features }));

describe('features of an event', () => {
  test('happy: numbers from where the type says, beside those that the item brings', ({ expect }) => {
    expect(
      featuresOf({
        total: 'payload.order.total',
        gift: 'payload.order.gift',
        first: 'payload.order.lines.0.price',
        lines: 'payload.order.lines.length',
        topics: 'item.entities.length',
        long: 'item.features.length',
      }),
    ).toEqual({
      'item.length': 3,
      'event.total': 12.5,
      'event.gift': 1,
      'event.first': 4,
      'event.lines': 1,
      'event.topics': 2,
      'event.long': 3,
    });
  });

  test('edge: what is not there, or is no number, is missing', ({ expect }) => {
    const nowhere = {
      a: 'payload.order.rebate',
      b: 'payload.text',
      c: 'payload.none',
      d: 'payload.none.more',
      e: 'payload.constructor',
      f: 'item.url.length',
    };
    expect(featuresOf(nowhere)).toEqual({ 'item.length': 3 });
    expect(eventFeatures(anEvent(), aType({ features: { a: 'payload.a' } }))).toBeUndefined();
  });

  test('refusal: paths that lead elsewhere, names that are none, and too many of them', ({ expect }) => {
    const isTaken = (features: object) =>
      TypeDefinition.safeParse({ class: 'content', template: { title: 'Hello' }, features }).success;
    expect(isTaken({ total: 'payload.order.total' })).toBe(true);
    for (const path of ['actor', 'payload', 'payload.', 'payload..a', 'recipients.0', 'payload.a b']) {
      expect(isTaken({ total: path }), path).toBe(false);
    }
    expect(isTaken({ 'a.b': 'payload.a' })).toBe(false);
    expect(isTaken(Object.fromEntries(Array.from({ length: 51 }, (_each, index) => [`f${index}`, 'payload.a'])))).toBe(
      false,
    );
  });
});
