import { describe, test } from 'vitest';
import { renderContent } from '../../src/ingest/render.ts';
import { partialFaults, templateFaults } from '../../src/ingest/templates/template-faults.ts';
import { aType } from './samples.ts';
import { payload, template, title } from './templates-cases.ts';

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

describe('faults', () => {
  const faults = (more: Readonly<Record<string, unknown>>, partials = {}) => templateFaults(aType(more), partials);

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
