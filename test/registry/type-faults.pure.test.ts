import { describe, test } from 'vitest';
import { TypeDefinition } from '../../src/contract/notification-type.ts';
import { type TypeSurroundings, typeFaults } from '../../src/registry/type-faults.ts';

const around: TypeSurroundings = {
  isModelKnown: true,
  isChallengerKnown: true,
  enricherHosts: ['facts.example.com'],
  allow: '',
};
const url = 'https://facts.example.com/';

function faultsOf(more: object, surroundings: Partial<TypeSurroundings> = {}): string[] {
  const type = TypeDefinition.parse({ class: 'content', template: { title: 'Hello' }, ...more });
  return typeFaults(type, { ...around, ...surroundings }).map(({ path }) => path);
}

describe('typeFaults', () => {
  test.for([
    [{}],
    [{ class: 'transactional', collapse: {}, floor: 0, timing: 'best' }],
    [{ floor: 0.5, pushBar: 0.5 }],
    [{ model: 'opens', digest: { by: 'category', window: { sliding: 60, most: 60 } }, category: 'social' }],
    [{ remind: { after: 60, channel: 'in-app' } }],
    [{ model: 'opens', challenger: { model: 'bolder', share: 0.1 } }],
    [{ escalate: [{ channel: 'in-app' }, { channel: 'web-push', after: 1 }] }],
    [
      {
        enrichers: [
          { name: 'one', url },
          { name: 'two', url },
        ],
      },
    ],
  ])('happy: %j goes together', ([more], { expect }) => {
    expect(faultsOf(more as object)).toEqual([]);
  });

  test.for([
    [{ class: 'transactional', digest: { window: { fixed: 60 } } }, ['digest']],
    [{ digest: { by: 'category', window: { fixed: 60 } } }, ['category']],
    [{ digest: { window: { sliding: 61, most: 60 } } }, ['digest.window.most']],
    [{ floor: 1, pushBar: 0.9 }, ['pushBar']],
    [{ challenger: { model: 'opens' } }, ['challenger']],
    [{ model: 'opens', challenger: { model: 'opens' } }, ['challenger.model']],
    [{ channels: ['in-app'], remind: { after: 60, channel: 'web-push' } }, ['remind.channel']],
    [
      { channels: ['web-push'], escalate: [{ channel: 'web-push' }, { channel: 'in-app', after: 60 }] },
      ['escalate.1.channel'],
    ],
    [
      {
        escalate: [
          { channel: 'in-app', after: 1 },
          { channel: 'web-push', after: 60 },
        ],
      },
      ['escalate.0.after'],
    ],
    [{ escalate: [{ channel: 'in-app' }, { channel: 'web-push' }] }, ['escalate.1.after']],
    [
      {
        escalate: [{ channel: 'in-app' }, { channel: 'web-push', after: 60 }, { channel: 'web-push', after: 59 }],
      },
      ['escalate.2.channel', 'escalate.2.after'],
    ],
    [
      {
        enrichers: [
          { name: 'one', url: 'https://evil.example/' },
          { name: 'one', url },
        ],
      },
      ['enrichers.0.url', 'enrichers.1.name'],
    ],
    [
      { class: 'transactional', floor: 2, pushBar: 1, digest: { by: 'category', window: { fixed: 60 } } },
      ['pushBar', 'digest', 'category'],
    ],
  ])('refusal: %j, by its fields', ([more, paths], { expect }) => {
    expect(faultsOf(more as object)).toEqual(paths);
  });

  test('refusal: a model that is not registered, by its name', ({ expect }) => {
    expect(typeFaults(typeWith({ model: 'opens' }), { ...around, isModelKnown: false })).toEqual([
      { path: 'model', message: expect.stringContaining('PUT /v1/models/opens') },
    ]);
  });

  test('refusal: a challenger that is not registered, by its name', ({ expect }) => {
    const type = typeWith({ model: 'opens', challenger: { model: 'bolder' } });
    expect(typeFaults(type, { ...around, isChallengerKnown: false })).toEqual([
      { path: 'challenger.model', message: expect.stringContaining('PUT /v1/models/bolder') },
    ]);
  });

  test('security: by default no enricher may be asked', ({ expect }) => {
    expect(faultsOf({ enrichers: [{ name: 'one', url }] }, { enricherHosts: [] })).toEqual(['enrichers.0.url']);
  });
});

function typeWith(more: object): TypeDefinition {
  return TypeDefinition.parse({ class: 'content', template: { title: 'Hello' }, ...more });
}
