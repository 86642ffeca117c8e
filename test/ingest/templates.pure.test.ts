import { describe, test } from 'vitest';
import { fillText, type Showing } from '../../src/decide/aggregation/fill-text.ts';
import { renderContent } from '../../src/ingest/render.ts';
import { engineOf } from '../../src/ingest/templates/engine.ts';
import { partialFaults, templateFaults } from '../../src/ingest/templates/template-faults.ts';
import { contentFor } from '../../src/member/content-for.ts';
import { inPlace, type Place } from '../../src/platform/liquid/places.ts';
import { anEvent, aType } from './samples.ts';

const AT = Date.parse('2026-11-22T20:30:00Z');
const showing: Showing = { locale: undefined, timezone: 'UTC', now: AT + 5 * 60_000 };
const template = (more: object) => ({ title: '', body: '', url: '', ...more });
const payload = (more: object) => anEvent({ data: { recipients: ['a'], actor: 'Ada', payload: { ...more } } });
const title = (source: string, values: object = {}, partials = {}) =>
  renderContent(template({ title: source }), payload(values), { at: AT, partials }).title;
const shown = (source: string, values: object = {}, to: Partial<Showing> = {}, locale = 'en') =>
  fillText(renderContent(template({ title: source, locale }), payload(values), { at: AT }).title, {}, locale, {
    ...showing,
    ...to,
  });
const faults = (more: Readonly<Record<string, unknown>>, partials = {}) => templateFaults(aType(more), partials);

describe('Liquid', () => {
  test('happy: conditions, loops and filters', ({ expect }) => {
    expect(title('{% if payload.vip %}★ {% endif %}{{ actor | upcase }}', { vip: true })).toBe('★ ADA');
    expect(
      title('{% for each in payload.list %}{{ each.name }};{% endfor %}', { list: [{ name: 'a' }, { name: 'b' }] }),
    ).toBe('a;b;');
    expect(title('{{ payload.nick | default: actor }}')).toBe('Ada');
  });

  test('happy: a partial knows the event, and what it is given; a layout has blocks', ({ expect }) => {
    const partials = {
      footer: '— {{ actor }} {{ sign }}',
      base: '<{% block body %}?{% endblock %}>{% render "footer", sign: "!" %}',
    };
    expect(title('Hi {% render "footer", sign: "." %}', {}, partials)).toBe('Hi — Ada .');
    expect(title('{% layout "base" %}{% block body %}{{ actor }}{% endblock %}', {}, partials)).toBe('<Ada>— Ada !');
  });

  test('refusal: what would read files, run code or go on for ever is no text', ({ expect }) => {
    const loop = '{% for a in (1..1000) %}{% for b in payload.list %}{% endfor %}{% endfor %}';
    const sources = [
      '{% include "footer" %}',
      '{% render "../../etc/passwd" %}',
      '{% render "/etc/passwd" %}',
      '{% render "constructor" %}',
      '{% capture x %}1{% endcapture %}',
      '{{ "%01" | url_decode }}',
      '{{ actor | where_exp: "x", "1" }}',
      '{% for a in (1..100000000) %}x{% endfor %}',
      loop,
      '{{ others | plus: 1 }}',
    ];
    for (const source of sources)
      expect(title(`Safe ${source}`, { list: [1, 2, 3, 4, 5, 6, 7] }), source).toMatch(/^Safe( 1| x)?$/);
    const itself = { one: '{% render "two" %}', two: '{% render "one" %}' };
    expect(title('Safe {% render "one" %}', {}, itself)).toBe('Safe');
  });

  test('refusal: only what is an object’s own, and text', ({ expect }) => {
    for (const path of [
      '__proto__',
      'constructor',
      'constructor.name',
      'toString',
      'payload.constructor.constructor',
      'payload.list',
      'payload',
    ])
      expect(title(`[{{ ${path} }}]`, { list: ['x'] }), path).toBe('[]');
  });

  test('edge: what cannot be rendered falls back to its words, then to the type; the rest is as ever', ({ expect }) => {
    const content = renderContent(
      template({
        title: 'New: {{ actor | nope }}',
        body: '{% if %}',
        url: '/x',
        many: { title: '{{ nope nope | nope }}', body: '' },
      }),
      payload({}),
    );
    expect(content).toEqual({ title: 'New:', body: '', url: '/x' });
    expect(renderContent(template({ title: '{{ actor | nope }}' }), payload({})).title).toBe('post');
  });
});

describe('what breaks out of nothing', () => {
  const values = [
    '<script>alert(1)</script>',
    '" onload="alert(1)',
    "'><img src=x>",
    '&lt;b&gt;',
    '`$(x)`',
    '\r\nBcc: everybody@example.com',
    '\u0000\u0001\u0007\u001b[31m\u0085',
    '{{ actor }}{% render "x" %}',
    '{{["number",5]}}',
    '\\"}],"x":[{"',
    '</script>\u2028',
    'javascript:alert(1)',
    '../../admin?x=1#y',
    'a b/c&d=e',
  ];

  test('text: control characters are gone, all else is as it was said', ({ expect }) => {
    for (const value of values) {
      const text = title('{{ payload.x }}', { x: value });
      expect(fillText(text, { count: 1 }, 'en', showing).replaceAll('\u2060', '')).toBe(
        value.replace(/[\0-\x08\x1b\x85]/g, ''),
      );
    }
  });

  const inside = (place: Place, before: string, value: string, after: string) => {
    const parts = engineOf().render(`${before}{{ x }}${after}`, { x: value }, 'en');
    return inPlace(
      parts.filter((each) => 'literal' in each || 'value' in each),
      place,
    );
  };

  test('HTML: no tag, attribute or entity of a value’s', ({ expect }) => {
    for (const value of values) {
      const html = inside('html', '<p title="', value, '">');
      const inner = html.slice('<p title="'.length, -'">'.length);
      expect(inner, value).not.toMatch(/[<>"'`=]|&(?!#\d+;)/);
    }
  });

  test('JSON: a value is one string', ({ expect }) => {
    for (const value of values) {
      const json = inside('json', '{"a": "', value, '"}');
      expect(JSON.parse(json)).toEqual({ a: value.replace(/[\0-\x08\x1b\x85]/g, '') });
      expect(json).not.toMatch(/<|[\u2028\u2029]/);
    }
  });

  test('URL: a value is one part of a path or query', ({ expect }) => {
    for (const value of values) {
      const url = new URL(inside('url', 'https://example.com/a/', value, '?b=1#c'));
      expect(url.origin).toBe('https://example.com');
      expect(url.pathname.split('/').length, value).toBe(3);
      expect([url.search, url.hash]).toEqual(['?b=1', '#c']);
    }
  });

  test('URL: it leads by http or https, or stays in the app', ({ expect }) => {
    const link = (url: string) =>
      renderContent(template({ url: '{{ payload.x }}', icon: '{{ payload.x }}' }), payload({ x: url }));
    for (const good of [
      'https://example.com/a?b=c#d',
      'http://127.0.0.1:8080/',
      '/posts/1',
      'posts/1',
      '?a=1',
      '#b',
      './a:b',
      '',
    ])
      expect(link(good), good).toMatchObject({ url: good, icon: good });
    for (const bad of [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)',
      ' javascript:alert(1)',
      'java\tscript:alert(1)',
      'java\nscript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'blob:https://example.com/1',
      'file:///etc/passwd',
      '//evil.example',
      '\\\\evil.example',
      '/\\evil.example',
      '\t//evil.example',
      '/\t/evil.example',
      'https:evil',
      'https:///',
      'http:/\\x',
    ])
      expect(link(bad), JSON.stringify(bad)).toMatchObject({ url: '', icon: '' });
    const item = anEvent({ data: { recipients: ['a'], item: { id: 'i', url: 'javascript:alert(1)' } } });
    expect(renderContent(template({}), item).url).toBe('');
  });

  test('URL: words of the type are as they are, its values are encoded', ({ expect }) => {
    const content = renderContent(
      template({ url: '/p/{{ payload.x }}/?q={{ payload.y }}' }),
      payload({ x: 'a b/c', y: '&z=1' }),
    );
    expect(content.url).toBe('/p/a%20b%2Fc/?q=%26z%3D1');
  });
});

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

describe('faults', () => {
  test('happy: a sound type has none', ({ expect }) => {
    const many = { title: '{{ count }} {{ others | plural: "other", "others" }}' };
    expect(faults({ template: { title: '{{ payload.a.b | default: "x" }}', url: '{{ item.url }}?x', many } })).toEqual(
      [],
    );
    expect(faults({ template: { title: '{% render "footer" %}' } }, { footer: 'x' })).toEqual([]);
  });

  test('refusal: each with its field, line and column', ({ expect }) => {
    const locales = { de: { title: '{{ x', actions: { open: 'Öffnen' } } };
    const digest = { window: { fixed: 60 }, title: '{{ count | plural: "a" | nope }}' };
    const found = faults({
      template: {
        title: 'Hi\n  {{ actor | shout }}',
        url: 'javascript:{{ payload.x }}',
        icon: '//x.example/{{ item.id }}',
        locales,
      },
      thread: '{% if %}',
      digest,
    });
    expect(found.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'template.locales.de.actions.open: is no button of the template',
      'template.title: line 2, column 3: undefined filter: shout',
      'template.url: must be http, https or relative to the app',
      'template.icon: must be http, https or relative to the app',
      expect.stringMatching(/^thread: line 1, column \d+: ./),
      'digest.title: line 1, column 1: undefined filter: nope',
      'template.locales.de.title: line 1, column 1: output "{{ x" not closed',
    ]);
  });

  test('refusal: how many they are cannot be computed with, and partials have to be there', ({ expect }) => {
    const of = (text: string) =>
      faults({ template: { title: 'x', many: { title: text } } }).map(({ message }) => message);
    expect(of('{% if others > 1 %}x{% endif %}')[0]).toMatch(/^line 1, column 1: it is known only when/);
    expect(of('a\n{% render "foot" %}')).toEqual([
      'line 2, column 1: register the partial first: PUT /v1/templates/foot',
    ]);
    expect(of('{% render payload.x %}')[0]).toMatch(/^line 1, column 1: name the partial in quotation marks/);
    expect(of('{{ others | plural: few: "x" }}')[0]).toMatch(/plural needs a text for `other`/);
    expect(faults({ template: { title: 'x' }, thread: '{% render "a" %}' }, { a: 'x' })[0]?.message).toMatch(
      /has no partials/,
    );
  });

  test('refusal: a partial that is not sound, or leads to itself', ({ expect }) => {
    expect(partialFaults('a', 'fine {{ count }}', {})).toEqual([]);
    expect(partialFaults('a', '{{ x | nope }}', {})[0]?.message).toBe('line 1, column 1: undefined filter: nope');
    expect(partialFaults('a', '{% render "a" %}', {})[0]?.message).toMatch(/uses itself/);
    expect(partialFaults('a', '{% render "b" %}', { b: '{% render "a" %}' })[0]?.message).toMatch(/uses itself/);
  });
});
