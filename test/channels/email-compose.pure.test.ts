import { describe, test } from 'vitest';
import { composeEmail, type Sender } from '../../src/channels/email/compose.ts';
import { absoluteLink, withAbsoluteLinks } from '../../src/channels/email/links.ts';
import { sendEmail } from '../../src/channels/email/send-email.ts';
import { sendSmtp } from '../../src/channels/email/send-smtp.ts';
import { readUnsubscribeToken } from '../../src/channels/unsubscribe-token.ts';
import { startMailServer } from '../support/mail-server.ts';
import { aMessage, anEmail, anSmtp, around, FROM } from './email-samples.ts';

const sender: Sender = { from: FROM };
const compose = (message = aMessage(), more: Parameters<typeof around>[1] = {}, delivery = {}) =>
  composeEmail(anEmail({ message, ...delivery }), sender, around('', more));

describe('what an email says', () => {
  test('happy: title, body and links of a type without texts for emails, in the built-in layout', ({ expect }) => {
    const actions = [{ id: 'a', title: 'Answer', url: '/answer?to=1&x=2' }];
    const email = compose(aMessage({ body: 'One & two\nthree\n\nfour', image: '/i.png', actions, locale: 'de-AT' }));
    expect(email.subject).toBe('Bob wrote to you');
    expect(email.html).toContain('<html lang="de-AT" dir="ltr">');
    expect(email.html).toContain('<p style="margin:0 0 16px">One &#38; two<br>three</p>');
    expect(email.html).toContain('src="https://tower.example.com/i.png"');
    expect(email.html).toMatch(/href="https:\/\/tower\.example\.com\/inbox\/1"[^>]*>Öffnen</);
    expect(email.html).toMatch(/href="https:\/\/tower\.example\.com\/answer\?to=1&amp;x=2"[^>]*>Answer</);
    expect(email.html).toMatch(/>Abbestellen<.*>Benachrichtigungen einstellen</);
    expect(email.text).toContain('Bob wrote to you\n\nOne & two\nthree\n\nfour\n\nhttps://tower.example.com/inbox/1\n');
    expect(email.text).toContain('Answer: https://tower.example.com/answer?to=1&x=2\n\n-- \nAbbestellen: https://');
    expect(email.html).not.toMatch(/<(script|link|style|table)\b/);
  });

  test('happy: the texts of its type, and a text that is made of the HTML', ({ expect }) => {
    const html = '<p>Dear <b>Ada</b>, <a href="/x">look</a></p><img src="/p.png"><ul><li>one<li>two</ul>';
    const email = compose(aMessage({ email: { subject: 'A post', preview: 'Look!', html } }));
    expect(email).toMatchObject({ subject: 'A post', text: expect.stringContaining('Dear Ada, look [https://tower.') });
    expect(email.text).toMatch(/ \* one\n \* two/);
    expect(email.html).toContain('<a href="https://tower.example.com/x">look</a>');
    expect(email.html).toContain('>Look!</div>');
    expect(email.html).not.toContain('Hello Ada');
    expect(compose(aMessage({ email: { html, text: 'As text' } })).text).toMatch(/^As text\n\n-- \n/);
    expect(compose(aMessage({ email: { subject: 'Only a subject' } }))).toMatchObject({
      subject: 'Only a subject',
      text: expect.stringContaining('Hello Ada'),
    });
  });

  test('happy: the layout of the tenant, with its partials', ({ expect }) => {
    const partials = {
      email_layout:
        '<body lang="{{ locale }}"><h6>{{ subject }}</h6>{{ content }}{% render "foot" %}' +
        '{% if unsubscribe %}<a href="{{ unsubscribe }}">no more</a>{% endif %}<a href="{{ preferences }}">choose</a></body>',
      foot: '<hr>Acme',
    };
    const email = compose(aMessage({ title: 'A < B', email: { html: '<i>$& inner</i>' } }), { partials });
    expect(email.html).toMatch(
      /^<body lang="en"><h6>A &#60; B<\/h6><i>\$& inner<\/i><hr>Acme<a href="https:\/\/tower\.example\.com\/v1\/unsubscribe\/[\w.-]+">no more<\/a><a href="https:[^"]+#preferences">choose<\/a><\/body>$/,
    );
    expect(compose(aMessage(), { partials }, { urgent: true }).html).not.toContain('no more');
  });

  test.for([
    '{% if %}',
    'without its text',
    '<a title="{{ content }}">in an attribute</a>',
    '<!-- {{ content }} -->',
    '{{ content | upcase }}',
    '{% render "nobody" %}{{ content }}',
    '{% for a in (1..99999999) %}{{ content }}{% endfor %}',
  ])('edge: a layout that fails is as none: %s', (email_layout, { expect }) => {
    expect(compose(aMessage(), { partials: { email_layout } }).html).toBe(compose().html);
  });

  test('edge: without an origin there are no links into the app, and nobody to unsubscribe at', ({ expect }) => {
    const { origin: _origin, ...elsewhere } = around();
    const email = composeEmail(anEmail(), sender, elsewhere);
    expect(email.html).not.toContain('href');
    expect(email.text).toBe('Bob wrote to you\n\nHello Ada');
    expect(email.headers).toEqual({ 'Auto-Submitted': 'auto-generated', 'X-Tower-Type': 'post' });
  });
});

describe('headers', () => {
  test('happy: one click unsubscribes from this type by email (RFC 8058)', ({ expect }) => {
    const { headers } = compose();
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    const [, token = ''] =
      /^<https:\/\/tower\.example\.com\/v1\/unsubscribe\/([\w.-]+)>$/.exec(headers['List-Unsubscribe'] ?? '') ?? [];
    const about = { tenant: 'acme', member: 'ada', type: 'post', channel: 'email' };
    expect(readUnsubscribeToken(token, 'a secret')).toEqual(about);
  });

  test('edge: not from what is urgent, which has its settings all the same', ({ expect }) => {
    const email = compose(aMessage(), {}, { urgent: true });
    expect(email.headers).not.toHaveProperty('List-Unsubscribe');
    expect(email.text).toContain('Notification settings: https://tower.example.com/v1/unsubscribe/');
    expect(email.html).not.toContain('>Unsubscribe<');
  });

  test('edge: a type of any script is ASCII in its header', ({ expect }) => {
    expect(compose(aMessage({ type: 'Größe 👋: x' })).headers['X-Tower-Type']).toMatch(/^[\x21-\x7e]+$/);
  });
});

/** What would break out of a header if it were let. */
const BREAKING = [
  '\r\nBcc: everybody@example.com',
  '\nBcc: everybody@example.com',
  '\rBcc: everybody@example.com',
  '\r\n\r\n<script>alert(1)</script>',
  '\u2028Bcc: everybody@example.com',
  '\u0085Bcc: everybody@example.com',
  '\u0000\u0007\u001b[31m',
  '\v\fBcc: everybody@example.com',
  '=?utf-8?Q?=0D=0ABcc:_everybody@example.com?=',
  '"<everybody@example.com>, "',
];

describe('security: nothing breaks out of a header', () => {
  test.for(BREAKING)('%j', async (evil, { expect }) => {
    const message = aMessage({
      type: `post${evil}`,
      title: `Title${evil}`,
      email: { subject: `Subject${evil}`, preview: `Preview${evil}` },
    });
    const from = { email: `news@tower.example${evil}`, name: `Tower${evil}` };
    const composed = composeEmail(
      anEmail({
        message,
        notification: `id${evil}`,
        device: `email${evil}`,
        address: { endpoint: `ada@example.com${evil}` },
      }),
      { from, replyTo: `help@tower.example${evil}` },
      around(),
    );
    const { html, text, headers, from: by, ...fields } = composed;
    for (const value of [...Object.values(fields), ...Object.values(headers), ...Object.values(by)])
      expect(value).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(html).not.toContain('<script>');

    const server = await startMailServer({ hideSTARTTLS: true });
    const named = { ...FROM, name: `Tower${evil}` };
    const outcome = await sendSmtp(anEmail({ message }), { ...anSmtp(server.port), from: named }, around(server.allow));
    expect(outcome).toMatchObject({ kind: 'sent' });
    const [mail] = server.received;
    expect(mail?.envelope).toEqual({ from: FROM.email, to: ['ada@example.com'] });
    expect(mail?.parsed.bcc).toBeUndefined();
    expect(mail?.parsed.from?.value).toHaveLength(1);
    expect(mail?.parsed.from?.value[0]?.address).toBe(FROM.email);
    expect([...(mail?.parsed.headers.keys() ?? [])].sort()).toEqual([
      ...['auto-submitted', 'content-type', 'date', 'from', 'list', 'message-id', 'mime-version', 'subject', 'to'],
      'x-tower-type',
    ]);
    await server.close();
  });

  test.for([...BREAKING, ', eve@example.com', ' eve@example.com', '>', '(x)', ';', '@example.com'])(
    'an address with %j is none, and is not written to',
    async (evil, { expect }) => {
      const address = { endpoint: `ada@example.com${evil}` };
      const outcome = await sendEmail(anEmail({ address }), anSmtp(1), around());
      expect(outcome).toEqual({ kind: 'gone', reason: 'no address that can be written' });
    },
  );
});

describe('security: links', () => {
  const ASTRAY = [
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'java\tscript:alert(1)',
    '\u0001javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    '//evil.example/x',
    '\\\\evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'https:evil.example',
    'https:///evil.example',
    'http:\\\\evil.example',
    'blob:https://a.example/1',
  ];

  test.for(ASTRAY)('%j leads nowhere', (url, { expect }) => {
    expect(absoluteLink(url, 'https://tower.example.com')).toBeUndefined();
    const actions = [{ id: 'a', title: 'Go', url }];
    const { html, text } = compose(aMessage({ url, actions, image: url }));
    expect(html).not.toMatch(/evil|script:|>Go</);
    expect(text).not.toMatch(/evil|script:|Go:/);
  });

  test.for(ASTRAY)('%j is left out of the HTML of a type', (url, { expect }) => {
    const written = url.replaceAll('"', '&quot;');
    for (const html of [
      `<a href="${written}">x</a>`,
      `<a href='${written}'>x</a>`,
      `<img src="${written}">`,
      `<form action="${written}"></form>`,
      `<a href="${[...url].map((character) => `&#${character.codePointAt(0)};`).join('')}">x</a>`,
    ])
      expect(withAbsoluteLinks(html, 'https://tower.example.com'), html).toMatch(/^<(a|img|form)>/);
  });

  test('happy: links of the app, of the web, and those that open no page', ({ expect }) => {
    const html =
      '<a href="/a?b=1&amp;c=2">1</a><a href=x/y>2</a><a href="https://a.example/ü?q={x}">3</a><a href="mailto:a@b.example">4</a>' +
      '<a href="#top">5</a><img src="cid:logo@x" alt=\'"\'><img src="data:image/png;base64,AAAA"><b onclick="x()">6</b>';
    expect(withAbsoluteLinks(html, 'https://t.example')).toBe(
      '<a href="https://t.example/a?b=1&amp;c=2">1</a><a href="https://t.example/x/y">2</a>' +
        '<a href="https://a.example/%C3%BC?q=%7Bx%7D">3</a><a href="mailto:a@b.example">4</a><a href="#top">5</a>' +
        '<img src="cid:logo@x" alt="&quot;"><img src="data:image/png;base64,AAAA"><b>6</b>',
    );
    expect(withAbsoluteLinks(html, undefined)).not.toContain('t.example');
  });

  test.for(['<a href="', '<!-- ', '<script>', '<a title="x', '<a href=', '<style>', '<textarea', '<'])(
    'what is left open swallows nothing: %s',
    (open, { expect }) => {
      const { html } = compose(aMessage({ email: { html: `before ${open}` } }));
      const rest = html.slice(html.indexOf('before '));
      expect(rest).toContain('>Unsubscribe</a>');
      expect(rest).not.toMatch(/<!--(?!.*-->)|<script>(?!<\/script>)|<style>(?!<\/style>)|<textarea/);
    },
  );
});
