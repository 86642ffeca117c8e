import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { Content } from '../../src/contract/activity.ts';
import { digestTexts } from '../../src/decide/aggregation/digest-text.ts';
import { groupTexts } from '../../src/decide/aggregation/group-text.ts';

const showing = { timezone: 'UTC', now: 0 };
const lead: Content = { title: 'Ada liked it', body: 'first', url: '/1' };
const newest: Content = {
  title: 'Cleo liked it',
  body: 'second',
  url: '/2',
  many: { title: 'Cleo and {{others}} others liked it', body: '{{ count }} in all' },
};

describe('the texts of a group', () => {
  test('happy: the newest speaks for all', ({ expect }) => {
    expect(groupTexts(lead, newest, 13, showing)).toEqual({ title: 'Cleo and 12 others liked it', body: '13 in all' });
  });

  test('by itself, or by one actor, the lead says what it said', ({ expect }) => {
    expect(groupTexts(lead, newest, 1, showing)).toEqual({ title: 'Ada liked it', body: 'first' });
  });

  test('edge: a type without texts for many gets a number', ({ expect }) => {
    expect(groupTexts(lead, { title: 'Cleo liked it', body: 'second', url: '' }, 3, showing)).toEqual({
      title: 'Cleo liked it (+2)',
      body: 'second',
    });
    const long = groupTexts(lead, { title: 'x'.repeat(300), body: '', url: '' }, 3, showing).title;
    expect(long).toHaveLength(200);
    expect(long.endsWith('… (+2)')).toBe(true);
  });

  test('edge: a text that is too long is cut between characters', ({ expect }) => {
    const { title, body } = groupTexts(
      lead,
      { ...newest, many: { title: '👍'.repeat(300), body: 'x'.repeat(2_000) } },
      2,
      showing,
    );
    expect([...title]).toHaveLength(200);
    expect(title).toBe(`${'👍'.repeat(199)}…`);
    expect(body).toHaveLength(1_000);
  });

  test('refusal: other names, and what a text looks like after filling, are no templates', ({ expect }) => {
    const many = { title: '{{{{count}}}} {{constructor}} {{payload.x}} $& $1', body: '{{oth{{count}}ers}}' };
    expect(groupTexts(lead, { ...newest, many }, 2, showing)).toEqual({
      title: '{{2}} {{constructor}} {{payload.x}} $& $1',
      body: '{{oth2ers}}',
    });
  });
});

describe('the texts of a digest', () => {
  const digest = { key: 'posts', window: { fixed: 1 }, minimum: 1, title: '{{count}} new posts', url: '' };
  const items = ['one', 'two', 'three', 'four', 'five'].map((title) => ({ title, body: '', url: `/${title}` }));

  test('happy: how many, the first three, and how many more; it leads to the first', ({ expect }) => {
    expect(digestTexts(digest, items, {}, showing)).toEqual({
      title: '5 new posts',
      body: 'one\ntwo\nthree\nand 2 more',
      url: '/one',
    });
  });

  test('edge: three are all named, and the type can say where it leads', ({ expect }) => {
    expect(digestTexts({ ...digest, url: '/digest' }, items.slice(0, 3), {}, showing)).toEqual({
      title: '3 new posts',
      body: 'one\ntwo\nthree',
      url: '/digest',
    });
  });

  test('refusal: a title of an item is no template', ({ expect }) => {
    const items = ['{{count}}', 'other'].map((title) => ({ title, body: '', url: '' }));
    expect(digestTexts(digest, items, {}, showing).body).toBe('{{count}}\nother');
    expect(digestTexts(digest, items.slice(0, 1), {}, showing).title).toBe('{{count}}');
  });

  test('law: however many and long, the texts keep to what a row keeps, and the number of the rest is there', ({
    expect,
  }) => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { minLength: 1, maxLength: 10 }),
        (titles) => {
          const { title, body } = digestTexts(
            { ...digest, title: '{{count}}'.repeat(60) },
            titles.map((each) => ({ title: each, body: '', url: '' })),
            {},
            showing,
          );
          expect([...title].length).toBeLessThanOrEqual(200);
          expect([...body].length).toBeLessThanOrEqual(1_000);
          if (titles.length > 3) expect(body.endsWith(`\nand ${titles.length - 3} more`)).toBe(true);
        },
      ),
    );
  });
});
