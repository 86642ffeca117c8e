import fc from 'fast-check';
import { describe, test } from 'vitest';
import { renderContent } from '../../src/ingest/render.ts';
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
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    fc.assert(
      fc.property(text, (actor) => {
        const event = anEvent({ data: { recipients: ['a'], payload: { actor } } });
        const { title } = renderContent(template({ title: '{{payload.actor}}' }), event);
        expect(title.isWellFormed()).toBe(true);
        expect([...title].length).toBeLessThanOrEqual(200);
        if (actor.length <= 200) expect(title).toBe(actor.toWellFormed());
        else expect(title.endsWith('…')).toBe([...actor].length >= 200);
      }),
    );
    const lone = anEvent({ data: { recipients: ['a'], payload: { text: 'a\ud800b' } } });
    expect(renderContent(template({ title: '{{payload.text}}' }), lone).title).toBe('a\ufffdb');
  });
});
