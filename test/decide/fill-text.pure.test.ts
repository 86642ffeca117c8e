import fc from 'fast-check';
import { describe, test } from 'vitest';
import { digestTexts } from '../../src/decide/aggregation/digest-text.ts';
import { fillText, type Showing } from '../../src/decide/aggregation/fill-text.ts';
import { ownTexts } from '../../src/decide/aggregation/group-text.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const showing: Showing = { timezone: 'UTC', now: NOW };
const fill = (text: string, numbers: Record<string, number> = {}, to: Partial<Showing> = {}, language?: string) =>
  fillText(text, numbers, language, { ...showing, ...to });

describe('fillText', () => {
  test('happy: numbers by their names, and what JSON asks for', ({ expect }) => {
    expect(fill('{{count}} {{["plural","count","one","post","other","posts"]}}', { count: 1 })).toBe('1 post');
    expect(fill('{{["number",1234.5]}} {{["number","count","currency","USD"]}}', { count: 2 })).toBe('1,234.5 $2.00');
    expect(fill(`{{["datetime",${NOW}]}}`, {}, { timezone: 'Asia/Kolkata' }).replace(/\s/g, ' ')).toBe(
      'Nov 22, 2026, 5:30 PM',
    );
  });

  test('happy: how long ago, in the largest unit of which there is one', ({ expect }) => {
    const ago = (millis: number) => fill(`{{["relative",${NOW - millis}]}}`);
    expect([0, 59_000, 60_000, 3_599_000, 3_600_000, 86_400_000, 8 * 86_400_000, -7_200_000].map(ago)).toEqual([
      'now',
      '59 seconds ago',
      '1 minute ago',
      '59 minutes ago',
      '1 hour ago',
      'yesterday',
      'last week',
      'in 2 hours',
    ]);
  });

  test('edge: the same language elsewhere is written as there, another one is not', ({ expect }) => {
    const date = `{{["date",${NOW}]}}`;
    expect(fill(date, {}, { locale: 'en-GB' })).toBe('22 November 2026');
    expect(fill(date, {}, { locale: 'ja-JP' })).toBe('November 22, 2026');
    expect(fill(date, {}, { locale: 'de-AT' }, 'de')).toBe('22. November 2026');
    expect(fill(date, {}, { locale: 'en-not a tag' })).toBe('November 22, 2026');
  });

  test('refusal: what is none of these stays as it is', ({ expect }) => {
    for (const text of [
      '{{actor}}',
      '{{[]}}',
      '{{["nope",1]}}',
      '{{["number"]}}',
      '{{["number","count"]}}',
      '{{[1}}',
      '{{["relative",null]}}',
    ])
      expect(fill(text), text).toBe(text);
  });

  test('law: a text without two braces is itself', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const plain = text.replaceAll('{{', '{');
        expect(fill(plain, { count: 1, others: 1 })).toBe(plain);
      }),
    );
  });

  test('law: whatever stands between brackets, filling never fails', ({ expect }) => {
    const kinds = fc.constantFrom('plural', 'number', 'date', 'time', 'datetime', 'relative', 'x');
    fc.assert(
      fc.property(
        kinds,
        fc.array(fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 4 }),
        (kind, more) => {
          expect(fill(`a {{${JSON.stringify([kind, ...more])}}} b`)).toMatch(/^a .* b$/s);
        },
      ),
    );
  });
});

describe('in the member’s language', () => {
  test('happy: a digest says what the item that carries it says', ({ expect }) => {
    const digest = { key: 'k', window: { fixed: 1 }, minimum: 1, title: '{{count}} new', url: '' };
    const items = ['a', 'b', 'c', 'd'].map((title) => ({ title, body: '', url: '' }));
    const carrier = {
      locale: 'de',
      digest: { title: '{{count}} {{["plural","count","one","Neues","other","neue"]}}', more: 'und {{count}} weitere' },
    };
    expect(digestTexts(digest, items, carrier, showing)).toMatchObject({
      title: '4 neue',
      body: 'a\nb\nc\nund 1 weitere',
    });
    expect(digestTexts(digest, items, { locale: 'de' }, showing)).toMatchObject({ title: '4 new' });
  });

  test('edge: what is filled in keeps to what a row keeps', ({ expect }) => {
    const title = `${'x'.repeat(190)}{{["date",${NOW}]}}`;
    const texts = ownTexts({ title, body: '', url: '' }, showing);
    expect(texts.title).toHaveLength(200);
    expect(texts.title.endsWith('…')).toBe(true);
  });
});
