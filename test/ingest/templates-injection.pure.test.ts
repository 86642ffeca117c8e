import { describe, test } from 'vitest';
import { fillText } from '../../src/decide/aggregation/fill-text.ts';
import { renderContent } from '../../src/ingest/render.ts';
import { engineOf } from '../../src/ingest/templates/engine.ts';
import { inPlace, type Place } from '../../src/platform/liquid/places.ts';
import { anEvent } from './samples.ts';
import { payload, showing, template, title } from './templates-cases.ts';

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
