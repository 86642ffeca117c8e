import fc from 'fast-check';
import { Liquid } from 'liquidjs';
import { describe, test } from 'vitest';
import { enginesWith } from '../../src/platform/liquid/engine.ts';
import { plainPartsOf } from '../../src/platform/liquid/plain-parts.ts';
import { Slot } from '../../src/platform/liquid/slot.ts';

const engine = enginesWith(() => ({}))();
// As the engine's own, it puts every output through one filter.
const liquid = new Liquid({ outputEscape: String });
const partsOf = (source: string) => plainPartsOf(liquid.parse(source));

describe('the parts of a plain source', () => {
  test('happy: words as they stand, and the paths of values', ({ expect }) => {
    expect(partsOf('{{actor}} wrote in {{ payload.place["a b"].list[0] }}.\n')).toEqual([
      ['actor'],
      ' wrote in ',
      ['payload', 'place', 'a b', 'list', 0],
      '.\n',
    ]);
  });

  test('edge: words that an output trims are without their white space', ({ expect }) => {
    expect(partsOf('a  {{- b -}}\n c')).toEqual(['a', ['b'], 'c']);
  });

  test('refusal: a source that computes anything has none', ({ expect }) => {
    for (const source of [
      '{{a | upcase}}',
      '{{a[b]}}',
      '{{a == b}}',
      '{{"a"}}',
      '{{1}}',
      '{{true}}',
      '{{(1..3)}}',
      '{{a b}}',
      'a{% if a %}b{% endif %}',
      '{% raw %}{{a}}{% endraw %}',
      '{% assign a = 1 %}{{a}}',
    ]) {
      expect(partsOf(source), source).toBeUndefined();
    }
  });
});

describe('a plain source', () => {
  const names = ['a', 'b', 'size', 'first', 'last', 'next', 'length', 'constructor', '__proto__', 'toString', 'then'];
  const name = fc.constantFrom(...names);
  const step = fc.oneof(
    name.map((each) => `.${each}`),
    name.map((each) => `["${each}"]`),
    fc.integer({ min: -3, max: 3 }).map((index) => `[${index}]`),
  );
  const output = fc
    .tuple(fc.constantFrom('{{', '{{ ', '{{-'), name, fc.array(step, { maxLength: 3 }), fc.constantFrom('}}', ' -}}'))
    .map(([open, root, path, close]) => `${open}${root}${path.join('')}${close}`);
  const sign = fc.constantFrom(...'a0 \n{}[]%<&"\u0001\u0002\u0003', '\ud83d', '\ude00');
  const words = fc.string({ unit: sign, maxLength: 6 });
  // What holds no output is nothing to Liquid.
  const source = fc
    .tuple(output, fc.array(fc.oneof({ weight: 2, arbitrary: output }, words), { maxLength: 6 }))
    .chain(([first, rest]) => fc.shuffledSubarray([first, ...rest], { minLength: rest.length + 1 }))
    .map((parts) => parts.join(''));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(words, fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
      fc.constantFrom(new Slot('count'), new Slot(['number', 3])),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('values'),
    ),
    values: fc.dictionary(name, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  }));
  const values = fc.dictionary(name, value, { maxKeys: 8, noNullPrototype: true });
  const said = (text: string, of: object) => {
    try {
      return engine.render(text, of, 'en');
    } catch {
      return 'it is not sound';
    }
  };

  test('law: it says what LiquidJS makes of it', ({ expect }) => {
    fc.assert(
      fc.property(source, values, (text, of) => {
        // A comment says nothing, and is no plain source.
        expect(said(text, of)).toEqual(said(`{% # %}${text}`, of));
      }),
      { numRuns: 2_000 },
    );
  });

  test('refusal: as many outputs as others may have', ({ expect }) => {
    expect(said('{{a}}'.repeat(4_999), { a: 'b' })).toHaveLength(4_999);
    expect(said('{{a}}'.repeat(5_000), { a: 'b' })).toBe('it is not sound');
  });
});
