import fc from 'fast-check';
import { describe, test } from 'vitest';
import { compilePattern } from '../../src/ingest/payload/pattern.ts';

function matches(source: string, text: string): boolean {
  const pattern = compilePattern(source);
  if ('fault' in pattern) throw new Error(`${source}: ${pattern.fault}`);
  return pattern.test(text);
}

/** Expressions of what is taken: characters, classes, groups, alternatives, counts and anchors. */
const expression: fc.Arbitrary<string> = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '\\p{L}', '\\u{1F600}', '\\.', '[\\]b-]', '^', '$'),
    fc.tuple(tie('any'), tie('any')).map(([one, other]) => one + other),
    fc.tuple(tie('any'), tie('any')).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(tie('any'), fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '{2,3}?'))
      .map(([one, count]) => `(${one})${count}`),
  ),
})).any;
const text = fc.string({ unit: fc.constantFrom('a', 'b', '1', '.', ']', '😀', 'é', '\n', '-'), maxLength: 8 });

describe('patterns', () => {
  test('law: they match what those of the language match', ({ expect }) => {
    fc.assert(
      fc.property(expression, fc.array(text, { minLength: 1, maxLength: 5 }), (source, texts) => {
        fc.pre(!('fault' in compilePattern(source)));
        for (const each of texts) {
          expect(matches(source, each), `${source} on ${each}`).toBe(new RegExp(source, 'u').test(each));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('happy: patterns as they are written', ({ expect }) => {
    expect(matches('^[a-z0-9]+(-[a-z0-9]+)*$', 'a-slug-of-9-parts')).toBe(true);
    expect(matches('^[a-z0-9]+(-[a-z0-9]+)*$', 'no--slug')).toBe(false);
    expect(matches('^\\+[1-9]\\d{6,14}$', '+4912345678')).toBe(true);
    expect(matches('colou?r', 'the colors of it')).toBe(true);
    expect(matches('', 'anything')).toBe(true);
  });

  test.for([
    ['(?=a)'],
    ['(?!a)'],
    ['(?<=a)b'],
    ['(?<!a)b'],
    ['(a)\\1'],
    ['(?<name>a)\\k<name>'],
    ['\\bword\\b'],
    ['\\B'],
    ['(?i:a)'],
    ['['],
    ['a{2'],
    ['*'],
    ['(a{100}){100}'],
    ['a{9999}'],
    ['a'.repeat(257)],
  ])('refusal: %s', ([source = ''], { expect }) => {
    expect(compilePattern(source)).toEqual({ fault: expect.any(String) });
  });

  test('edge: what only looks like it, in a class or escaped, is taken', ({ expect }) => {
    expect(matches('[(?=]', '=')).toBe(true);
    expect(matches('\\(\\?=a', 'x(?=a')).toBe(true);
    expect(matches('[\\b1]', '\b')).toBe(true);
  });

  test('security: no pattern and no text take more steps than characters times states', ({ expect }) => {
    const text = `${'a'.repeat(20_000)}!`;
    for (const source of ['^(a+)+$', '^(a|a)*$', '^(a*)*b$', '(.*)*(.*)*(.*)*x$']) {
      const pattern = compilePattern(source);
      if ('fault' in pattern) throw new Error(source);
      expect(pattern.stepsFor(text)).toBeLessThan(50_000);
      expect(pattern.test(text)).toBe(false);
    }
  });
});
