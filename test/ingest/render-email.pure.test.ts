import fc from 'fast-check';
import { describe, test } from 'vitest';
import { withAbsoluteLinks } from '../../src/channels/email/links.ts';
import { plainTextOf } from '../../src/channels/email/plain-text.ts';
import { TypeDefinition } from '../../src/contract/notification-type.ts';
import { PreviewBody } from '../../src/contract/type-preview.ts';
import { renderContent } from '../../src/ingest/render.ts';
import { previewType } from '../../src/ingest/templates/preview-type.ts';
import { partialFaults, templateFaults } from '../../src/ingest/templates/template-faults.ts';
import { contentFor } from '../../src/member/content-for.ts';
import { ofOne } from '../../src/member/group.ts';
import { anEvent, aType, settings } from './samples.ts';

const AT = Date.parse('2026-11-22T20:30:00Z');
const template = (more: object) => ({ title: 'Title', body: 'Body', url: '', ...more });
const event = (values: object = {}) =>
  anEvent({
    data: {
      recipients: ['a'],
      actor: 'Ada',
      item: { id: 'i', url: 'https://a.example/i?x=1' },
      payload: { ...values },
    },
  });
const render = (more: object, values: object = {}, partials = {}) =>
  renderContent(template(more), event(values), { at: AT, partials });
const html = (source: string, x: unknown = 'x', partials = {}) =>
  render({ email: { html: source } }, { x }, partials).email?.html;
const faults = (html: string, partials = {}) =>
  templateFaults(aType({ template: { title: 'T', email: { html } } }), partials).map(({ message }) => message);

describe('texts of emails and short messages', () => {
  test('happy: subject, preview, HTML, text and a short message, in every language', ({ expect }) => {
    const content = render({
      email: {
        subject: '{{ actor }}!',
        preview: 'by {{ actor }}',
        html: '<p>{{ actor }}</p>',
        text: '{{ actor }}\n--',
      },
      sms: '{{ actor }}: {{ item.url }}',
      locales: {
        de: { title: 'T', body: '', email: { subject: 'Von {{ actor }}' } },
        fr: { title: 'T', body: '', sms: 'De {{ actor }}' },
      },
    });
    expect(content.email).toEqual({ subject: 'Ada!', preview: 'by Ada', html: '<p>Ada</p>', text: 'Ada\n--' });
    expect(content.sms).toBe('Ada: https://a.example/i?x=1');
    expect(contentFor(content, 'de-AT')).toMatchObject({ email: { subject: 'Von Ada' }, locale: 'de' });
    expect(contentFor(content, 'de-AT')).not.toHaveProperty('sms');
    expect(contentFor(content, 'fr')).toMatchObject({ sms: 'De Ada' });
    expect(contentFor(content, 'fr')).not.toHaveProperty('email');
    expect(contentFor(content, 'en')).toMatchObject({ email: { subject: 'Ada!' } });
    expect(render({})).not.toHaveProperty('email');
  });

  test('security: subject and preview are one line, whatever a value says', ({ expect }) => {
    for (const x of ['\r\nBcc: e@example.com', 'a\nb', '\u2028c', '\u0000\u001b[1m', '\u0085', ' \v\f '])
      for (const of of ['subject', 'preview'] as const) {
        const text = render({ email: { [of]: 'A {{ payload.x }}\nB' } }, { x }).email?.[of];
        expect(text).toMatch(/^A [^\p{Cc}\p{Zl}\p{Zp}]*B$/u);
      }
  });

  test('edge: numbers and moments are filled in for the member, in HTML too', ({ expect }) => {
    const content = render({
      email: { subject: '{{ at | time }}', html: '<b title="{{ at | date }}">{{ 1234.5 | number }}</b>' },
      sms: '{{ at | relative }}',
    });
    expect(ofOne({ ...content, locale: 'de' }, { locale: 'de', timezone: 'Europe/Berlin', now: AT + 60_000 })).toEqual({
      email: { subject: '21:30', html: '<b title="">1.234,5</b>' },
      sms: 'vor 1 Minute',
      locale: 'de',
    });
  });

  test('edge: each text has its length; HTML that is too long is not there, nor what cannot be rendered', ({
    expect,
  }) => {
    const x = 'ü'.repeat(20_001);
    const long = '{{ payload.x }}';
    const { email, sms } = render(
      { email: { subject: long, preview: long, html: long, text: long }, sms: long },
      { x },
    );
    expect(email).toMatchObject({ subject: `${'ü'.repeat(199)}…`, preview: `${'ü'.repeat(299)}…` });
    expect(email?.text).toHaveLength(10_000);
    expect(sms).toHaveLength(1_000);
    expect(email).not.toHaveProperty('html');
    expect(render({ email: { subject: '{{ x | nope }}', text: 'well' }, sms: '{% if %}' })).toMatchObject({
      email: { text: 'well' },
    });
    expect(render({ email: { subject: '{{ payload.none }}' } })).not.toHaveProperty('email');
  });

  test('edge: languages beyond the room keep their titles and have no emails', ({ expect }) => {
    const email = { html: 'x'.repeat(19_000) };
    const tags = ['de', 'fr', 'es', 'it'];
    const content = render({
      email,
      locales: Object.fromEntries(tags.map((tag) => [tag, { title: tag, body: '', email }])),
    });
    expect(tags.map((tag) => [content.locales?.[tag]?.title, content.locales?.[tag]?.email !== undefined])).toEqual([
      ...[
        ['de', true],
        ['fr', true],
        ['es', true],
      ],
      ['it', false],
    ]);
  });

  test('happy: the preview shows them', ({ expect }) => {
    const definition = TypeDefinition.parse({
      class: 'content',
      template: template({ email: { subject: 'Hi {{ actor }}', html: '<p>{{ payload.x }}</p>' }, sms: '{{ actor }}' }),
    });
    const body = PreviewBody.parse({ data: { actor: 'Ada', payload: { x: '<b>' } } });
    const { items } = previewType('post', definition, body, settings, {}, AT);
    expect(items[0]).toMatchObject({ email: { subject: 'Hi Ada', html: '<p>&#60;b&#62;</p>' }, sms: 'Ada' });
  });
});

describe('security: values in HTML', () => {
  const EVIL = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    ' onmouseover=alert(1) x=',
    '`onload=alert(1)`',
    '--><script>alert(1)</script>',
    '</style><script>alert(1)</script>',
    '</textarea><script>alert(1)</script>',
    '&lt;script&gt;',
    '/><script>',
    'javascript:alert(1)',
    '&#106;avascript:alert(1)',
    'expression(alert(1))',
    '{{["number",5]}}',
    '{{["content"]}}',
    '\u0001\u00010\u0002',
  ];
  const PLACES = [
    '<p>{{ payload.x }}</p>',
    '<p title="{{ payload.x }}">a</p>',
    "<p title='{{ payload.x }}'>a</p>",
    '<p title={{ payload.x }}>a</p>',
    '<p title=a{{ payload.x }}b class=c>a</p>',
    '<p {{ payload.x }}>a</p>',
    '<p {{ payload.x }}="a">a</p>',
    '<p on{{ payload.x }}="a">a</p>',
    '<{{ payload.x }}>a',
    '<p{{ payload.x }}>a</p>',
    '</{{ payload.x }}>a',
    '<p onclick="{{ payload.x }}">a</p>',
    '<p style="color:{{ payload.x }}">a</p>',
    '<a href="{{ payload.x }}">a</a>',
    "<a href='{{ payload.x }}'>a</a>",
    '<a href={{ payload.x }}>a</a>',
    '<a href="{{ payload.x }}:alert(1)">a</a>',
    '<a href="/a/{{ payload.x }}?b={{ payload.x }}">a</a>',
    '<a href="https://a.example/{{ payload.x }}">a</a>',
    '<a href="java{{ payload.x }}">a</a>',
    '<img src="{{ payload.x }}">',
    '<img srcset="{{ payload.x }} 2x">',
    '<iframe srcdoc="{{ payload.x }}"></iframe>',
    '<meta http-equiv="refresh" content="0;url={{ payload.x }}">',
    '<script>{{ payload.x }}</script>',
    '<style>p { color: {{ payload.x }} }</style>',
    '<!-- {{ payload.x }} -->',
    '<textarea>{{ payload.x }}</textarea>',
    '<title>{{ payload.x }}</title>',
    '{% for a in payload.list %}<a href="{{ a }}">{{ a }}</a>{% endfor %}',
    '{{ payload.x | newline_to_br }}',
    '{% render "part" %}',
  ];
  const partials = { part: '<a href="{{ payload.x }}" title="{{ payload.x }}">{{ payload.x }}</a>' };

  test.for(PLACES)('%s', (source, { expect }) => {
    const elements = (text: string) => [...text.matchAll(/<\/?([a-z]+)/gi)].map(([, name]) => name);
    const plain = elements(html(source, 'plain', partials) ?? '');
    for (const x of EVIL) {
      const written = render({ email: { html: source } }, { x, list: [x] }, partials).email?.html ?? '';
      if (!source.includes('payload.list')) expect(elements(written), `${x} in ${source}`).toEqual(plain);
      expect(written, x).not.toMatch(/<script>alert|<img src=x|\son\w+="?[^"]*alert/i);
      expect(written, x).not.toMatch(/(?:href|src)="\s*(?:javascript|data|vbscript)/i);
      expect(written, x).not.toMatch(/\{\{\[/);
      for (const [, , value = ''] of written.matchAll(/\s([a-z-]+)="([^"]*)"/g)) expect(value).not.toMatch(/[<>"]/);
    }
  });

  test('law: a value in a text or an attribute is read as it was said, and nothing else changes', ({ expect }) => {
    const unit = fc.constantFrom(...'<>"\'`=&;/ {}[]ab:#\n-!'.split(''), 'script', '&lt;', '{{', 'on', '\u{1f44b}');
    const text = fc.array(unit, { maxLength: 20 }).map((parts) => parts.join(''));
    const read = (written: string) =>
      written.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))).replaceAll('&quot;', '"');
    fc.assert(
      fc.property(text, (x) => {
        const [, attribute = '', element = ''] =
          /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(html('<p title="{{ payload.x }}">{{ payload.x }}</p>', x) ?? '') ??
          [];
        expect(read(attribute)).toBe(x);
        expect(read(element)).toBe(x);
      }),
    );
  });

  test('happy: the words of the author are left as they are', ({ expect }) => {
    for (const source of [
      '<p class="a" hidden>1 < 2 &amp; 3</p><br/><!-- note --><img src="cid:logo" alt="">',
      '<a href="mailto:{{ payload.x }}?subject=Hi">write</a>',
      '<td style="color: {{ payload.x }}; font: 12px/1 \'A B\'">x</td>',
    ])
      expect(html(source, 'red')).toBe(
        source.replaceAll('{{ payload.x }}', 'red').replace('1 < 2', '1 &lt; 2').replace('<br/>', '<br />'),
      );
    expect(html('{{ payload.x | newline_to_br }}', 'a\n<b>')).toBe('a<br>\n&#60;b&#62;');
  });

  test('law: it is never longer to make than its length', ({ expect }) => {
    for (const part of ['<', '<a ', '<!--', '<a href="', '<script>', '<a x=', "<a b='", '</', '<a/', '&#', '<p>{{["']) {
      const long = part.repeat(Math.floor(19_900 / part.length));
      const started = performance.now();
      html(long);
      withAbsoluteLinks(long, 'https://t.example');
      expect(performance.now() - started, part).toBeLessThan(500);
    }
    expect(plainTextOf('<div>'.repeat(4_000)).length).toBeLessThan(100);
  });
});

describe('faults of texts of emails', () => {
  test('refusal: each with its field, line and column', ({ expect }) => {
    const type = aType({
      template: {
        title: 'T',
        email: { subject: 'a\n{{ b | nope }}', html: '<p>\n <i {{ x }}>' },
        sms: '{% if %}',
        locales: { de: { title: 'T', email: { text: '{% render "nobody" %}' } } },
      },
    });
    expect(templateFaults(type, {})).toMatchObject([
      { path: 'template.email.subject', message: expect.stringMatching(/^line 2, column 1: undefined filter/) },
      { path: 'template.email.html', message: expect.stringMatching(/^line 2, column 5: a value stands in texts/) },
      { path: 'template.sms', message: expect.stringMatching(/^line 1, column 6/) },
      { path: 'template.locales.de.email.text', message: expect.stringMatching(/^line 1, column 1: register/) },
    ]);
  });

  test.for([
    ['<a onclick="x({{ a }})">', 'line 1, column 15: a value stands'],
    ['<script>\n{{ a }}</script>', 'line 2, column 1: a value stands'],
    ['<!-- {{ a }} -->', 'line 1, column 6: a value stands'],
    ['<a href="javascript:{{ a }}">', 'line 1, column 21: href must lead by http'],
    ['<{{ a }}>', undefined],
    ['<p>{% if a %}<a href="{{ item.url }}" title="{{ a }}" style="color:{{ c }}">{{ a }}{% endif %}', undefined],
  ] as const)('%s: %s', ([source, message], { expect }) => {
    expect(faults(source)).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
  });

  test('refusal: a layout of emails that shows no email, or knows what it does not know', ({ expect }) => {
    const layout = (source: string) => partialFaults('email_layout', source, {}).map(({ message }) => message);
    expect(layout('<body>{{ content }}<a href="{{ unsubscribe }}">{{ subject }}</a></body>')).toEqual([]);
    expect(layout('<body>{{ contents }}</body>')).toEqual([expect.stringContaining('put {{ content }}')]);
    expect(layout('{{ content }}\n {{ a | nope }}')).toEqual([
      expect.stringMatching(/^line 2, column 2: undefined filter/),
    ]);
    expect(layout('{{ content }}{% render "foot" %}')).toEqual([expect.stringContaining('register the partial first')]);
    expect(layout('{{ content }}<style>{{ subject }}</style>')).toEqual([expect.stringContaining('column 21')]);
  });
});
