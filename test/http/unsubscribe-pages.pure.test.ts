import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { ChannelName } from '../../src/contract/channel.ts';
import { TypeDefinition } from '../../src/contract/notification-type.ts';
import { Preferences } from '../../src/contract/preferences.ts';
import { TenantSettings } from '../../src/contract/tenant.ts';
import { channelSetting } from '../../src/decide/identity/channel-setting.ts';
import { readChoices, typeField } from '../../src/http/pages/choice-fields.ts';
import { page, pageHeaders } from '../../src/http/pages/page.ts';
import { problemPage } from '../../src/http/pages/problem-page.ts';
import { isSilenced, settingOf } from '../../src/http/pages/subscriptions.ts';
import { type UnsubscribeModel, unsubscribePage } from '../../src/http/pages/unsubscribe-page.ts';
import { wordsFor } from '../../src/http/pages/words.ts';
import { policyOf } from '../../src/ingest/policy.ts';
import { outlineOf, type TypeOutline } from '../../src/registry/type-outline.ts';
import { activityOf, caseOf, memberOf } from '../decide/cases.ts';

const post: TypeOutline = { name: 'post', class: 'content', channels: ['in-app', 'email'], label: 'New posts' };
const login: TypeOutline = { name: 'login', class: 'transactional', channels: ['email'], mandatory: true };
const model = (change: Partial<UnsubscribeModel> = {}): UnsubscribeModel => ({
  ...wordsFor('en'),
  said: { preferences: Preferences.parse({}), defaults: undefined },
  type: post,
  channel: 'email',
  types: [post, login],
  now: 0,
  ...change,
});
const pageOf = async (change: Partial<UnsubscribeModel> = {}) => String(await unsubscribePage(model(change)));

/** What could break out of the place that it is put into. */
const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></main><h1>',
  '&lt;b&gt;&amp;',
  '<!--',
  ']]>',
  'javascript:alert(1)',
  '{{ 1 }}{% raw %}',
];

describe('the page of an unsubscribe link', () => {
  test.for(HOSTILE)('security: %j stays text, as a label, a name, a category or a detail', async (text, { expect }) => {
    const hostile: TypeOutline = { ...post, name: text, label: text, category: text };
    const problem = { type: 'x', title: text, status: 400, detail: text };
    const { language, words } = wordsFor('en');
    const pages = [
      await pageOf({ type: hostile, types: [hostile, { ...login, name: text }] }),
      await pageOf({ type: hostile, types: [], done: { what: 'unsubscribed', from: 'on' } }),
      String(await problemPage(language, words, problem)),
    ];
    const harmless = [
      await pageOf(),
      await pageOf({ types: [], done: { what: 'unsubscribed', from: 'on' } }),
      String(await problemPage(language, words, { ...problem, detail: 'x' })),
    ];
    for (const [index, html] of pages.entries()) {
      expect(html).not.toContain('<script');
      expect(html).not.toContain('<img');
      const tags = (of: string | undefined) => [...new Set((of ?? '').match(/<[a-z!/][\w-]*/gi))].sort();
      // A category opens where there was none; no other tag has come in.
      expect(tags(harmless[index])).toEqual(expect.arrayContaining(tags(html)));
      const attributes = [...html.matchAll(/<\w+((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g)].flatMap(([, all = '']) =>
        [...all.matchAll(/\s+([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name),
      );
      expect(attributes.filter((name) => name?.startsWith('on'))).toEqual([]);
      expect(html.match(/<h1>/g)).toHaveLength(1);
    }
  });

  test('has no script, no style but its own, and nothing from elsewhere', async ({ expect }) => {
    const html = await pageOf();
    expect(html).not.toMatch(/<script|\son\w+=|\sstyle=|<link|<img|<iframe|\ssrc=|\shref=|url\(|@import/i);
    const style = /<style>([\s\S]*)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pageHeaders()['Content-Security-Policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });

  test('says what it is about, in the language that is wanted, else in English', async ({ expect }) => {
    expect(await pageOf()).toContain('<h2 id="about">“New posts” by email</h2>');
    expect(await pageOf(wordsFor('de-AT'))).toContain('<h2 id="about">„New posts“ per E-Mail</h2>');
    expect(await pageOf(wordsFor('de-AT'))).toContain('<html lang="de">');
    expect(wordsFor('tlh', undefined, 'de').language).toBe('de');
    expect(wordsFor('no such tag', 'tlh').language).toBe('en');
    expect(wordsFor(undefined).language).toBe('en');
    expect(String(await page('en', 'A & B', '' as never))).toContain('<title>A &amp; B</title>');
  });

  test.for(['en', 'de', 'es', 'fr'])(
    'in %s every channel and state has words of its own',
    async (language, { expect }) => {
      const spoken = wordsFor(language);
      const shown = spoken.words;
      expect(spoken.language).toBe(language);
      for (const group of [shown.channels, shown.settings]) {
        expect(new Set(Object.values(group)).size).toBe(Object.values(group).length);
      }
      for (const channel of ChannelName.options) expect(shown.about('X', channel)).not.toContain('undefined');
      expect(await pageOf(spoken)).toContain(
        `<button class="primary" name="action" value="unsubscribe">${shown.unsubscribe}<`,
      );
    },
  );

  test('what is mandatory has no button and no choice, and is said to be so', async ({ expect }) => {
    const html = await pageOf({ type: login });
    expect(html).toContain('They are always sent.');
    expect(html).not.toContain('value="unsubscribe"');
    expect(html).not.toContain('name="type/email/on/login"');
    expect(html).toContain('Always on');
  });

  test('what the member muted is said to be so, as long as it is', async ({ expect }) => {
    const saidWith = (muted: Preferences['muted']) => ({
      preferences: Preferences.parse({ muted }),
      defaults: undefined,
    });
    expect(await pageOf({ said: saidWith([{ type: 'post' }]), now: 0 })).toContain('You muted these notifications');
    const until = '1970-01-01T00:00:01Z';
    expect(await pageOf({ said: saidWith([{ type: 'post', until }]), now: 999 })).toContain('You muted');
    expect(await pageOf({ said: saidWith([{ type: 'post', until }]), now: 1_000 })).toContain('You get these');
    const inCategory = { ...post, category: 'social' };
    expect(await pageOf({ type: inCategory, said: saidWith([{ category: 'social' }]) })).toContain('You muted');
    expect(await pageOf({ said: saidWith([{ actor: 'post' }, { category: 'social' }]) })).toContain('You get these');
  });

  test('three hundred types are one page in less than a second', async ({ expect }) => {
    const types = Array.from({ length: 300 }, (_, at): TypeOutline => {
      return {
        ...post,
        name: `type-${at}`,
        category: `category ${at % 12}`,
        channels: ['in-app', 'web-push', 'email'],
      };
    });
    const before = performance.now();
    const html = await pageOf({ types });
    expect(performance.now() - before).toBeLessThan(1_000);
    expect(html.match(/<select/g)).toHaveLength(903);
    // Of many categories only that of the link is open; the others are there to be opened.
    expect(html.match(/<details>/g)).toHaveLength(12);
  });
});

describe('what the page shows', () => {
  test('law: is what the decision goes by', ({ expect }) => {
    const channel = fc.constantFrom<ChannelName>('in-app', 'web-push', 'email');
    const setting = fc.constantFrom('on' as const, 'off' as const, 'digest' as const);
    const byChannel = fc.dictionary(channel, setting);
    const name = fc.constantFrom('post', 'constructor', '__proto__');
    const byName = fc.dictionary(name, byChannel);
    const words = fc.record({ types: byName, categories: byName });
    const own = fc.record({ channels: fc.dictionary(channel, fc.constantFrom('on' as const, 'off' as const)) });
    fc.assert(
      fc.property(
        fc.tuple(words, own, words, byChannel, name, fc.option(name, { nil: undefined }), fc.boolean(), channel),
        ([member, { channels }, tenant, ofTenant, type, category, mandatory, on]) => {
          const definition = TypeDefinition.parse({
            class: 'content',
            channels: ['in-app', 'web-push', 'email'],
            template: { title: 'x' },
            ...(mandatory ? { mandatory } : {}),
            ...(category === undefined ? {} : { category }),
          });
          const stored = { ...definition, name: type, version: 1, updatedAt: '' };
          const defaults = { ...tenant, channels: ofTenant };
          const settings = TenantSettings.parse({ defaults });
          const preferences: Preferences = { ...member, channels, muted: [] };
          const policy = policyOf(stored, settings, { served: ['email'] });
          const decided = channelSetting(caseOf(activityOf({ type }, policy), memberOf({ preferences })), on);
          const said = { preferences, defaults: settings.defaults };
          const shown = settingOf(said, outlineOf(stored), on);
          expect(!mandatory && isSilenced(preferences, on) ? 'off' : shown).toBe(decided);
        },
      ),
    );
  });
});

describe('the form', () => {
  const types = [post, login, { ...post, name: 'a/b c', channels: ['sms' as const] }];

  test('only what is another thing than what was shown is chosen', ({ expect }) => {
    const fields = [
      ['type/email/on/post', 'on'],
      ['type/email/on/post', 'digest'],
      ['type/in-app/on/post', 'off'],
      ['type/sms/off/a/b c', 'on'],
      ['channel/email/on', 'off'],
      ['channel/in-app/off', 'off'],
    ] as const;
    expect(readChoices(fields, types)).toEqual([
      { channel: 'email', type: 'post', setting: 'digest' },
      { channel: 'in-app', type: 'post', setting: 'off' },
      { channel: 'sms', type: 'a/b c', setting: 'on' },
      { channel: 'email', everything: 'off' },
    ]);
    expect(typeField('sms', 'off', 'a/b c')).toBe('type/sms/off/a/b c');
  });

  test.for([
    ['colour', 'red'],
    ['type/email/on/post', 'loud'],
    ['type/email/on/post', ''],
    ['type/email/on/nobody', 'off'],
    ['type/email/on/constructor', 'off'],
    ['type/email/on/login', 'off'],
    ['type/sms/on/post', 'off'],
    ['type/telex/on/post', 'off'],
    ['type/email/post', 'off'],
    ['type/in-app/on/post', 'digest'],
    ['channel/email/on', 'digest'],
    ['channel/slack/on', 'off'],
    ['channel/telex/on', 'off'],
    ['channel/email', 'off'],
    ['__proto__', 'off'],
  ] as const)('refusal: %s=%s is no choice of it', ([name, value], { expect }) => {
    expect(readChoices([[name, value]], types)).toEqual({ path: name, message: 'is no choice of this page' });
  });
});
