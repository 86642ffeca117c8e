import fc from 'fast-check';
import { describe, test } from 'vitest';
import { parseLines } from '../../src/http/parse-lines.ts';
import { mayHoldReserved } from '../../src/http/reserved-names.ts';

const LINE_FEED = Buffer.from('\n');
const NOT_UTF8 = { errors: [{ path: '', message: 'this line is not UTF-8' }] };
const NOT_JSON = { errors: [{ path: '', message: 'this line is not JSON' }] };

/** A line without a line feed: JSON, text, or any bytes. */
const line = fc.oneof(
  fc.json({ maxDepth: 1 }).map((json) => Buffer.from(json)),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) => Buffer.from(text.replaceAll('\n', ''))),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 0x0a))),
);
/** One that begins with the mark of UTF-8 is another line at the beginning of a body than later on. */
const unmarked = line.filter((bytes) => !bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])));

/** JSON that names nothing `__proto__`. */
const kept = fc.json().filter((text) => !mayHoldReserved(text));

function joined(lines: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(lines.flatMap((each, place) => (place === 0 ? [each] : [LINE_FEED, each])));
}

describe('lines of a body', () => {
  test('law: each is read as it would be by itself, whatever the others are', ({ expect }) => {
    fc.assert(
      fc.property(fc.array(unmarked, { minLength: 1, maxLength: 6 }), (lines) => {
        expect(parseLines(joined(lines))).toEqual(lines.flatMap((each) => parseLines(each)));
      }),
    );
  });

  test('law: what is JSON is read the same, whether or not another line is UTF-8', ({ expect }) => {
    fc.assert(
      fc.property(fc.array(kept), (texts) => {
        const lines = texts.map((text) => Buffer.from(text));
        const values = texts.map((text) => ({ value: JSON.parse(text), text }));
        expect(parseLines(joined(lines))).toEqual(values);
        expect(parseLines(joined([...lines, Buffer.from([0xff])]))).toEqual([...values, NOT_UTF8]);
      }),
    );
  });

  test('edge: a mark stands before the first line only, and blank lines are none', ({ expect }) => {
    const bodies: [body: Uint8Array, lines: unknown[]][] = [
      [Buffer.from('\ufeff1\n2'), [1, 2]],
      [Buffer.concat([Buffer.from('\ufeff1\n'), Buffer.from([0xff])]), [1, NOT_UTF8]],
      [Buffer.from('1\n\ufeff2'), [1, NOT_JSON]],
      [Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from('\ufeff2')]), [NOT_UTF8, NOT_JSON]],
      [Buffer.from(''), []],
      [Buffer.from('\n\r\n \n'), []],
      [Buffer.concat([Buffer.from('\n'), Buffer.from([0xff]), Buffer.from('\n\n')]), [NOT_UTF8]],
    ];
    for (const [body, lines] of bodies) {
      expect(parseLines(body).map((each) => ('errors' in each ? each : each.value))).toEqual(lines);
    }
  });
});
