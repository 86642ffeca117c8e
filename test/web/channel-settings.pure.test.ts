import fc from 'fast-check';
import { describe, test } from 'vitest';
import type { StoredType } from '../../src/contract/notification-type.ts';
import type { Preferences } from '../../src/contract/preferences.ts';
import {
  canDigest,
  channelsOf,
  kindInWords,
  kindsOf,
  settingOf,
  withSetting,
} from '../../src/web/demo/channel-settings.ts';

function type(name: string, changes: Partial<StoredType> = {}): StoredType {
  return {
    name,
    version: 1,
    updatedAt: '',
    class: 'content',
    channels: ['in-app', 'web-push'],
    template: { title: name, body: '', url: '' },
    ...changes,
  };
}

const NOTHING: Preferences = { channels: {}, types: {}, muted: [] };

describe('kindsOf', () => {
  test('puts types of one category together, in alphabetical order, and those of none last', ({ expect }) => {
    const types = [
      type('z'),
      type('mention', { category: 'talk' }),
      type('post', { category: 'feed' }),
      type('comment', { category: 'talk' }),
    ];
    expect(kindsOf(types).map((kind) => [kind.category, kind.types.map(({ name }) => name)])).toEqual([
      ['feed', ['post']],
      ['talk', ['comment', 'mention']],
      [undefined, ['z']],
    ]);
  });
});

describe('withSetting', () => {
  test('says one word and leaves the others; the last word taken back leaves nothing', ({ expect }) => {
    const one = withSetting({ post: { 'in-app': 'off' } }, 'post', 'web-push', 'digest');
    expect(one).toEqual({ post: { 'in-app': 'off', 'web-push': 'digest' } });
    expect(withSetting(withSetting(one, 'post', 'in-app', undefined), 'post', 'web-push', undefined)).toEqual({});
    expect(withSetting(undefined, 'constructor', 'web-push', 'off')).toEqual({ constructor: { 'web-push': 'off' } });
  });

  test('what was said is read again, and no other name changes, whatever the names are', ({ expect }) => {
    const setting = fc.constantFrom('on' as const, 'off' as const, 'digest' as const);
    const settings = fc.dictionary(fc.string({ minLength: 1 }), fc.dictionary(fc.constant('web-push'), setting));
    fc.assert(
      fc.property(settings, fc.string({ minLength: 1 }), setting, (before, name, chosen) => {
        // A record of the contract cannot hold this name.
        fc.pre(name !== '__proto__' && !Object.hasOwn(before, '__proto__'));
        const after = withSetting(before, name, 'web-push', chosen);
        expect(settingOf(after, name, 'web-push')).toBe(chosen);
        for (const other of Object.keys(before)) if (other !== name) expect(after[other]).toEqual(before[other]);
      }),
    );
  });
});

describe('settingOf', () => {
  test('finds nothing where nothing was said, under any name', ({ expect }) => {
    expect(settingOf(undefined, 'post', 'web-push')).toBeUndefined();
    expect(settingOf({}, 'constructor', 'web-push')).toBeUndefined();
  });
});

describe('canDigest', () => {
  test('is for content that rings', ({ expect }) => {
    expect(canDigest({ types: [type('post')] }, 'web-push')).toBe(true);
    expect(canDigest({ types: [type('post')] }, 'in-app')).toBe(false);
    expect(canDigest({ types: [type('message', { class: 'transactional' })] }, 'web-push')).toBe(false);
    expect(canDigest({ types: [type('like', { channels: ['in-app'] })] }, 'web-push')).toBe(false);
  });
});

describe('channelsOf', () => {
  test('are those of all types, in one order whatever theirs is', ({ expect }) => {
    const types = [type('a', { channels: ['sms', 'in-app'] }), type('b', { channels: ['email', 'in-app'] })];
    expect(channelsOf(types)).toEqual([
      ['in-app', 'Timeline'],
      ['email', 'Email'],
      ['sms', 'Text'],
    ]);
    expect(channelsOf([])).toEqual([]);
  });
});

describe('kindInWords', () => {
  const kind = { category: 'talk', types: [type('comment', { category: 'talk' })] };

  test('says how a category is set, and how many of its types are set apart', ({ expect }) => {
    expect(kindInWords(kind, NOTHING)).toBe('On');
    const categories = { talk: { 'in-app': 'off', 'web-push': 'digest' } } as const;
    const types = { comment: { 'web-push': 'on' } } as const;
    expect(kindInWords(kind, { ...NOTHING, categories, types })).toBe('Timeline off, push as digest, 1 set apart');
  });

  test('says it of every channel that a type of it has', ({ expect }) => {
    const types = [type('mention', { category: 'talk', channels: ['in-app', 'web-push', 'email', 'slack'] })];
    const say = (categories: Preferences['categories']) =>
      kindInWords({ category: 'talk', types }, { ...NOTHING, categories });
    expect(say({ talk: { email: 'off', sms: 'off' } })).toBe('Email off');
    expect(say({ talk: { 'web-push': 'off', email: 'digest', slack: 'off' } })).toBe(
      'Push off, email as digest, Slack off',
    );
  });

  test('says that what is mandatory is always on', ({ expect }) => {
    const types = [type('sign-in', { category: 'account', mandatory: true })];
    expect(kindInWords({ category: 'account', types }, NOTHING)).toBe('Always on');
  });
});
