import fc from 'fast-check';
import { describe, test } from 'vitest';
import { mayHoldReserved, reservedNames, withoutReserved } from '../../src/http/reserved-names.ts';

const MESSAGE = 'is a name that cannot be kept: use another';

/** `__proto__` in JSON, some of its letters as escapes. */
const spelled = fc
  .array(fc.constantFrom('plain', 'lower', 'upper'), { minLength: 9, maxLength: 9 })
  .map((ways) => ways.map((way, place) => letterOf('__proto__'.charAt(place), way)).join(''));

function letterOf(letter: string, way: string): string {
  if (way === 'plain') return letter;
  const code = letter.charCodeAt(0).toString(16);
  return `\\u00${way === 'upper' ? code.toUpperCase() : code}`;
}

describe('names that schemas would lose', () => {
  test('law: however it is spelled, and wherever it is, it is found with its path', ({ expect }) => {
    fc.assert(
      fc.property(spelled, fc.json(), fc.json(), (name, value, beside) => {
        const text = `{"a":[${beside},{"${name}":${value}}]}`;
        expect(mayHoldReserved(text)).toBe(true);
        expect(reservedNames(JSON.parse(text))).toContainEqual({ path: 'a.1.__proto__', message: MESSAGE });
      }),
    );
  });

  test('law: a value without it is what it was', ({ expect }) => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!text.includes('__proto__'));
        const value: unknown = JSON.parse(text);
        expect(withoutReserved(value, text)).toEqual({ value, text });
      }),
    );
  });

  test('edge: as a text it is no name', ({ expect }) => {
    const text = '{"id":"__proto__","of":["__proto__","\\u005f_proto__"],"constructor":1,"prototype":2}';
    expect(mayHoldReserved(text)).toBe(true);
    expect(withoutReserved(JSON.parse(text), text)).toMatchObject({ text });
  });

  test('edge: what is nested 100,000 deep is walked through, and its path told in part', ({ expect }) => {
    const text = `${'{"a":'.repeat(1_000)}{"__proto__":1}${'}'.repeat(1_000)}`;
    expect(reservedNames(JSON.parse(text))[0]?.path.length).toBeLessThanOrEqual(200);
    let deep: unknown = JSON.parse('{"__proto__":1}');
    for (let level = 0; level < 100_000; level++) deep = [deep];
    expect(reservedNames(deep)).toHaveLength(1);
  });

  test('edge: of very many, 50 are told', ({ expect }) => {
    const text = `[${'{"__proto__":1},'.repeat(1_000)}0]`;
    expect(reservedNames(JSON.parse(text))).toHaveLength(50);
  });
});
