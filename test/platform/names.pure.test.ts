import fc from 'fast-check';
import { describe, test } from 'vitest';
import { MOST_TENANT_BYTES, objectName, parseName } from '../../src/platform/names.ts';

const parts = fc.array(
  fc.string({ unit: fc.constantFrom('a', '/', '%', '2', 'F', '5', 'ä', '🐙', ' '), minLength: 1 }),
  {
    minLength: 1,
    maxLength: 4,
  },
);

describe('objectName', () => {
  test('law: a name gives back its parts, so no two lists of parts share a name', ({ expect }) => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(parseName(objectName(...given))).toEqual(given);
      }),
    );
  });

  test('edge: the longest ids stay within the 1,024 bytes up to which an object is told its name', ({ expect }) => {
    const tenant = 'x'.repeat(MOST_TENANT_BYTES);
    for (const id of ['🐙'.repeat(128), '/'.repeat(128), '%'.repeat(128)]) {
      expect(Buffer.byteLength(objectName(tenant, id, 2, 4_095))).toBeLessThan(1_024);
    }
  });
});
