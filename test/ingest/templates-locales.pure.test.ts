import { describe, test } from 'vitest';
import { fillText } from '../../src/decide/aggregation/fill-text.ts';
import { renderContent } from '../../src/ingest/render.ts';
import { contentFor } from '../../src/member/content-for.ts';
import { payload, showing, shown, template, title } from './templates-cases.ts';

describe('what is filled in when it is shown', () => {
  test('happy: the plural of a number, by two forms or by those of the language', ({ expect }) => {
    expect(title('{{ payload.n | plural: "reply", "replies" }}', { n: 1 })).toBe('reply');
    expect(title('{{ payload.n | plural: "reply", "replies" }}', { n: 0 })).toBe('replies');
    const forms = '{{ payload.n }} {{ payload.n | plural: one: "plik", few: "pliki", many: "plików", other: "pliku" }}';
    expect([1, 3, 5, 22, 1.5].map((n) => shown(forms, { n }, {}, 'pl'))).toEqual([
      '1 plik',
      '3 pliki',
      '5 plików',
      '22 pliki',
      '1.5 pliku',
    ]);
  });

  test('happy: how many others, in words', ({ expect }) => {
    const many = { title: '{{ actor }} and {{ others }} {{ others | plural: "other", "others" }}', body: '' };
    const text = renderContent(template({ many }), payload({})).many?.title ?? '';
    const of = (others: number) => fillText(text, { count: others + 1, others }, 'en', showing);
    expect([of(1), of(2), of(1234)]).toEqual(['Ada and 1 other', 'Ada and 2 others', 'Ada and 1,234 others']);
  });

  test('happy: numbers, money, moments and how long ago, as the member writes them', ({ expect }) => {
    const price = '{{ payload.n | currency: "EUR" }}';
    expect(shown(price, { n: 1234.5 })).toBe('€1,234.50');
    expect(shown(price, { n: 1234.5 }, { locale: 'de-DE' }, 'de').replace(/\s/g, ' ')).toBe('1.234,50 €');
    expect(shown('{{ payload.n | number }} {{ payload.p | percent }}', { n: 12345.6, p: 0.25 })).toBe('12,345.6 25%');
    expect(shown('{{ at | relative }}')).toBe('5 minutes ago');
    expect(shown('{{ at | relative }}', {}, { locale: 'de-AT' }, 'de')).toBe('vor 5 Minuten');
    expect(shown('{{ at | time }}', {}, { timezone: 'Asia/Tokyo', locale: 'en-GB' })).toBe('05:30');
    expect(shown('{{ at | date }}', {}, { timezone: 'Asia/Tokyo' })).toBe('November 23, 2026');
  });

  test('edge: words go by their own language, whatever the member’s is', ({ expect }) => {
    expect(shown('{{ at | relative }}', {}, { locale: 'ja' })).toBe('5 minutes ago');
    expect(shown('{{ at | relative }}', {}, { locale: 'no tag at all' })).toBe('5 minutes ago');
  });

  test('refusal: what is no number or moment is nothing', ({ expect }) => {
    const text =
      '[{{ payload.x | number }}{{ payload.x | date }}{{ payload.x | relative }}{{ payload.x | plural: "a", "b" }}]';
    for (const x of [null, 'soon', {}, [1], true]) expect(shown(text, { x })).toBe('[]');
  });

  test('edge: braces in the forms of a plural end nothing', ({ expect }) => {
    const many = { title: '{{ others | plural: "{a}]}}", "{{b}}" }}', body: '' };
    const text = renderContent(template({ many }), payload({})).many?.title ?? '';
    expect(fillText(text, { count: 2, others: 1 }, 'en', showing)).toBe('{a}]}}');
  });
});

describe('languages', () => {
  const of = template({
    title: '{{ actor }} wrote',
    actions: [{ id: 'open', title: 'Open', url: '/o' }],
    many: { title: '{{ others }} more', body: '' },
    locales: {
      de: { title: '{{ actor }} schrieb', body: '', actions: { open: 'Öffnen' } },
      'pt-BR': { title: '{{ actor }} escreveu', body: '' },
      fr: { title: '{{ actor | nope }}', body: '' },
    },
  });
  const content = renderContent(of, payload({}), { locale: 'de-CH' });
  const titleFor = (locale?: string) => contentFor(content, locale).title;

  test('happy: the member’s, what is left of it, the tenant’s, the template’s', ({ expect }) => {
    expect(titleFor('de-AT')).toBe('Ada schrieb');
    expect(titleFor('PT-br')).toBe('Ada escreveu');
    expect(titleFor('en-GB')).toBe('Ada wrote');
    expect(titleFor('ja')).toBe('Ada schrieb');
    expect(titleFor()).toBe('Ada schrieb');
    expect(titleFor('no tag')).toBe('Ada schrieb');
    expect(contentFor(renderContent(of, payload({})), 'ja').title).toBe('Ada wrote');
  });

  test('edge: nothing is taken from another language but links', ({ expect }) => {
    expect(contentFor(content, 'de')).toEqual({
      title: 'Ada schrieb',
      body: '',
      url: '',
      actions: [{ id: 'open', title: 'Öffnen', url: '/o' }],
      locale: 'de',
    });
  });

  test('refusal: a language that cannot be rendered is left out', ({ expect }) => {
    expect(Object.keys(content.locales ?? {})).toEqual(['de', 'pt-BR']);
  });

  test('edge: however long they are, they keep to the room of an activity', ({ expect }) => {
    const tags = [
      'de',
      'fr',
      'es',
      'it',
      'nl',
      'pl',
      'cs',
      'sk',
      'hu',
      'ro',
      'bg',
      'el',
      'da',
      'sv',
      'fi',
      'et',
      'lv',
      'lt',
      'sl',
      'hr',
    ];
    const long = 'x'.repeat(1_000);
    const locales = Object.fromEntries(
      tags.map((tag) => [tag, { title: 'x', body: long, many: { title: 'x', body: long } }]),
    );
    const many = renderContent(template({ title: 't', locales }), payload({}));
    expect(JSON.stringify(many.locales).length).toBeLessThan(26_000);
    expect(contentFor(many, 'hr').title).toBe('t');
  });
});
