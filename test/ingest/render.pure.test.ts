import fc from 'fast-check';
import { describe, test } from 'vitest';
import { renderContent, renderKey } from '../../src/ingest/render.ts';
import { anEvent } from './samples.ts';

const template = (more: object) => ({ title: '', body: '', url: '', ...more });

describe('renderContent', () => {
  test('happy: fills in actor, item, payload and type', ({ expect }) => {
    const event = anEvent({
      data: {
        actor: 'Ada',
        recipients: ['bob'],
        item: { id: 'post-1', url: 'https://example.com/1' },
        payload: { place: { name: 'Köln' }, count: 3, isNew: true },
      },
    });
    expect(
      renderContent(
        template({
          title: '{{actor}} wrote {{ payload.count }}× in {{payload.place.name}}',
          body: '{{type}} {{payload.isNew}} {{item.id}}',
          url: '/posts/{{item.id}}',
          icon: '{{item.url}}.png',
        }),
        event,
      ),
    ).toEqual({
      title: 'Ada wrote 3× in Köln',
      body: 'post true post-1',
      url: '/posts/post-1',
      icon: 'https://example.com/1.png',
    });
  });

  test('happy: the link of a type without one is its item’s', ({ expect }) => {
    const event = anEvent({ data: { recipients: ['a'], item: { id: 'i', url: 'https://example.com/i' } } });
    expect(renderContent(template({}), event).url).toBe('https://example.com/i');
  });

  test('edge: what is not there, not a text, or not the event’s own becomes nothing', ({ expect }) => {
    const event = anEvent({ data: { recipients: ['a'], payload: { list: [1], none: null } } });
    const title =
      '[{{actor}}{{payload.no}}{{payload.list}}{{payload.none}}{{payload.constructor}}{{__proto__.x}}{{payload.list.length}}]';
    expect(renderContent(template({ title }), event).title).toBe('[1]');
  });

  test('edge: a value is never read as a template again', ({ expect }) => {
    const event = anEvent({ data: { actor: '{{payload.secret}} $& $1', recipients: ['a'], payload: { secret: 'x' } } });
    expect(renderContent(template({ title: 'by {{actor}}' }), event).title).toBe('by {{payload.secret}} $& $1');
  });

  test('law: texts are cut between characters, are well-formed, and end in an ellipsis when cut', ({ expect }) => {
    const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
    const text = fc.string({ unit: 'binary', maxLength: 400 }).map((each) => each.replace(controls, ''));
    fc.assert(
      fc.property(text, (actor) => {
        const event = anEvent({ data: { recipients: ['a'], payload: { actor } } });
        const { title } = renderContent(template({ title: '{{payload.actor}}' }), event);
        expect(title.isWellFormed()).toBe(true);
        expect([...title].length).toBeLessThanOrEqual(200);
        if ([...actor].length <= 200) expect(title.replaceAll('\u2060', '')).toBe(actor.replaceAll('\u2060', ''));
        else expect(title.endsWith('…')).toBe(true);
      }),
    );
    const lone = anEvent({ data: { recipients: ['a'], payload: { text: 'a\ud800b' } } });
    expect(renderContent(template({ title: '{{payload.text}}' }), lone).title).toBe('a\ufffdb');
  });
});

describe('the texts of a group', () => {
  const many = (title: string, body = '') => template({ many: { title, body } });
  const of = (text: string, data: object = {}) =>
    renderContent(many(text), anEvent({ data: { recipients: ['a'], ...data } })).many?.title ?? '';
  /** As the member's object does it. */
  const shown = (text: string) => text.replaceAll('{{count}}', '7').replaceAll('{{others}}', '6');

  test('happy: all is filled in but how many they are, which is spelled plainly', ({ expect }) => {
    expect(
      of('{{actor}} and {{ others }} others ({{count}}) liked {{item.id}}', { actor: 'Ada', item: { id: 'i' } }),
    ).toBe('Ada and {{others}} others ({{count}}) liked i');
    expect(renderContent(many('{{count}}', '{{actor}}…'), anEvent()).many).toEqual({ title: '{{count}}', body: '…' });
    expect(renderContent(template({}), anEvent())).not.toHaveProperty('many');
  });

  test('edge: elsewhere the two names are names like any other', ({ expect }) => {
    expect(renderContent(template({ title: '[{{count}}{{others}}]' }), anEvent()).title).toBe('[]');
  });

  test('refusal: what a value says is never read as how many they are', ({ expect }) => {
    const actors = ['{{count}}', '{{ others }}', '{{{count}}}', '{{{{count}}', '{', '{{', '}}', '{{count', 'count}}'];
    for (const actor of actors) {
      for (const text of [
        '{{actor}}',
        '{{actor}}{{actor}}',
        '{{{actor}}}',
        '{{{{actor}}}}',
        '{{count}}{{actor}}{{others}}',
      ]) {
        const plain = shown(of(text, { actor })).replaceAll('\u2060', '');
        const expected = text
          .split(/(\{\{\w+\}\})/)
          .map((part) => ({ '{{actor}}': actor, '{{count}}': '7', '{{others}}': '6' })[part] ?? part)
          .join('');
        expect(plain, `${text} by ${actor}`).toBe(expected);
      }
    }
  });

  test('law: whatever values say, the numbers stand where the template has them and nowhere else', ({ expect }) => {
    const pieces = fc.array(fc.constantFrom('{', '}', '{{', '}}', 'count', 'others', ' ', 'x', '\u2060'), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(pieces, pieces, (one, other) => {
        const [actor, id] = [one.join(''), `i${other.join('')}`];
        const text = of('{{actor}}{{item.id}}|{{count}}|{{item.id}}{{actor}}|{{others}}', { actor, item: { id } });
        const plain = shown(text).replaceAll('\u2060', '');
        expect(plain).toBe(`${actor}${id}|7|${id}${actor}|6`.replaceAll('\u2060', ''));
      }),
    );
  });

  test('edge: a cut leaves no half of a placeholder', ({ expect }) => {
    for (let length = 180; length <= 200; length++) {
      const text = of(`{{actor}}{{count}}`, { actor: 'x'.repeat(length) });
      expect([...text].length).toBeLessThanOrEqual(200);
      expect(text).toMatch(length <= 191 ? /^x+\{\{count\}\}$/ : /^x+…?$/);
      if (length > 191) expect(text.startsWith('x'.repeat(Math.min(length, 190)))).toBe(true);
    }
  });
});

describe('renderKey', () => {
  const key = (text: string, data: object = {}) => renderKey(text, anEvent({ data: { recipients: ['a'], ...data } }));

  test('happy: filled in as texts are', ({ expect }) => {
    expect(key('{{item.id}}/{{payload.day}}', { item: { id: 'photo-1' }, payload: { day: 3 } })).toBe('photo-1/3');
  });

  test('edge: nothing to fill in is no key', ({ expect }) => {
    expect(key('{{item.id}}')).toBeUndefined();
    expect(key(' {{actor}} {{item.id}} ')).toBeUndefined();
  });

  test('edge: what is too long for an id, or has characters that no id has, goes by a hash of its own', ({
    expect,
  }) => {
    const long = (end: string) => key('{{payload.text}}', { payload: { text: 'x'.repeat(200) + end } });
    expect(long('1')).toMatch(/^[0-9a-f]{64}$/);
    expect(long('1')).not.toBe(long('2'));
    expect(key('{{payload.text}}', { payload: { text: 'two\nlines' } })).toMatch(/^[0-9a-f]{64}$/);
    expect(key('{{payload.text}}', { payload: { text: 'x'.repeat(128) } })).toBe('x'.repeat(128));
  });
});
