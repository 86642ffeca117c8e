import fc from 'fast-check';
import { describe, test } from 'vitest';
import { MOST_SEGMENTS, segmentsOf, smsText } from '../../src/channels/sms/sms-text.ts';

const note = (parts: Partial<Parameters<typeof smsText>[0]>) => ({ title: '', body: '', url: '', ...parts });
const LINK = /https?:\/\/\S+/giu;
describe('what a short message says', () => {
  test('happy: the words of its type, or title, body and link', ({ expect }) => {
    expect(smsText(note({ title: 'Ada', body: 'wrote to you', url: 'https://app.example/m/1' }))).toBe(
      'Ada\nwrote to you\nhttps://app.example/m/1',
    );
    expect(smsText(note({ title: 'Ada', body: 'wrote', sms: 'Your code is 123 456' }))).toBe('Your code is 123 456');
    expect(smsText(note({ title: 'Ada wrote', body: 'Ada wrote: hello' }))).toBe('Ada wrote: hello');
  });

  test.for([
    ['/inbox/1', 'Ada'],
    ['//evil.example', 'Ada'],
    ['javascript:alert(1)', 'Ada'],
    ['https://app.example/a b', 'Ada'],
    ['', 'Ada'],
    ['https://app.example', 'Ada\nhttps://app.example'],
  ] as const)('a link that phones cannot open by itself is left out: %s', ([url, text], { expect }) => {
    expect(smsText(note({ title: 'Ada', url }))).toBe(text);
  });

  test.for([
    ['line\r\nbreaks\rof\u2028every\u2029kind', 'line\nbreaks\nof\nevery\nkind'],
    ['a\u0000b\u001bc\u0007d\u009fe\u007ff', 'abcdef'],
    ['tab\tbed  and\u00a0more', 'tab bed and more'],
    ['  much \n\n\n room  ', 'much\nroom'],
    ['cafe\u0301', 'café'],
    ['lone \ud800 half', 'lone \ufffd half'],
  ] as const)('edge: %j is tidied', ([sms, text], { expect }) => {
    expect(smsText(note({ sms }))).toBe(text);
  });

  test('edge: nothing to say is nothing; an empty text of the type gives way to the title', ({ expect }) => {
    expect(smsText(note({}))).toBe('');
    expect(smsText(note({ title: 'Ada', sms: ' \n' }))).toBe('Ada');
  });
});

describe('segments', { timeout: 60_000 }, () => {
  test.for([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    // On the extension table, so two each.
    ['€'.repeat(80), 1],
    ['€'.repeat(81), 2],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(71), 2],
    ['👋'.repeat(35), 1],
    ['👋'.repeat(36), 2],
  ] as const)('as the standard counts them: %#', ([text, count], { expect }) => {
    expect(segmentsOf(text)).toBe(count);
  });

  test('typography becomes plain when that saves segments, and only then, and never in a link', ({ expect }) => {
    const long = `It’s “${'so very '.repeat(12)}good” – really…`;
    expect(smsText(note({ sms: long }))).toBe(`It's "${'so very '.repeat(12)}good" - really...`);
    expect(smsText(note({ sms: 'It’s “good”' }))).toBe('It’s “good”');
    const linked = `${long} https://app.example/it’s`;
    expect(smsText(note({ sms: linked }))).toContain('https://app.example/it’s');
  });

  test('a long text ends in dots, the link after them, within the segments', ({ expect }) => {
    const url = 'https://app.example/articles/42';
    const text = smsText(note({ title: 'News', body: 'word '.repeat(400), url }));
    expect(text).toMatch(/^News\nword .*\.\.\.\nhttps:\/\/app\.example\/articles\/42$/su);
    expect(segmentsOf(text)).toBe(MOST_SEGMENTS);
    expect(text.length).toBeGreaterThan(600);
  });

  test('an emoji of many parts is whole or not there', ({ expect }) => {
    const family = '👨‍👩‍👧‍👦';
    const text = smsText(note({ sms: family.repeat(60) }), 2);
    expect(text.replaceAll(family, '')).toBe('...');
    expect(segmentsOf(text)).toBeLessThanOrEqual(2);
  });

  test('a link that is too long for all is left out; one within the words that does not fit as well', ({ expect }) => {
    const huge = `https://app.example/${'x'.repeat(700)}`;
    expect(smsText(note({ title: 'Look', body: 'here', url: huge }))).toBe('Look\nhere...');
    expect(smsText(note({ sms: huge }))).toBe('');
    expect(smsText(note({ sms: `${'word '.repeat(30)}${huge} and more` }), 2)).toBe(`${'word '.repeat(30).trim()}...`);
  });

  test('dots do not become a part of a link', ({ expect }) => {
    const link = 'https://app.example/1';
    const text = smsText(note({ sms: `See ${link} ${'х'.repeat(400)} end` }), 1);
    expect(text === `See ${link} ...` || !text.includes(`${link}.`)).toBe(true);
  });

  test('law: within its segments, without control characters, links whole, and settled', ({ expect }) => {
    const word = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 30 }),
      fc.webUrl({ withQueryParameters: true }),
      fc.constantFrom('“quoted”', 'naïve', '€5', '👨‍👩‍👧‍👦', '\r\n', '…', 'word', 'https://a.example/ж'),
    );
    const texts = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 6 }), (sms, most) => {
        const text = smsText(note({ sms, title: 'x' }), most);
        expect(segmentsOf(text)).toBeLessThanOrEqual(most);
        expect(text).not.toMatch(/(?!\n)\p{Cc}/u);
        const links: string[] = sms.normalize('NFC').toWellFormed().match(LINK) ?? [];
        for (const link of text.match(LINK) ?? []) expect(links.some((each) => each.startsWith(link))).toBe(true);
        for (const link of text.match(LINK) ?? []) {
          const isWhole = links.some((each) => each.replace(/\p{Cc}/gu, '') === link);
          expect(isWhole, link).toBe(true);
        }
        expect(smsText(note({ sms: text, title: 'x' }), most)).toBe(text === '' ? 'x' : text);
      }),
      { numRuns: 100 },
    );
  });

  test('law: what is cut could not have been one grapheme longer', ({ expect }) => {
    fc.assert(
      fc.property(fc.string({ minLength: 200, maxLength: 900, unit: 'grapheme-ascii' }), (sms) => {
        const text = smsText(note({ sms }), 1);
        if (!text.endsWith('...') || sms.includes('://')) return;
        const room = 160 - [...text].reduce((sum, each) => sum + ('^{}\\[~]|€'.includes(each) ? 2 : 1), 0);
        // Blanks before the dots are taken away, an extended character takes two.
        expect(room).toBeLessThanOrEqual(
          2 + (sms.match(/ +/g) ?? []).reduce((most, each) => Math.max(most, each.length), 0),
        );
      }),
    );
  });

  test('edge: a text without end is cut in no time', ({ expect }) => {
    const started = performance.now();
    smsText(note({ sms: 'https://a.example/1 ж '.repeat(100_000) }));
    for (const blank of [' ', '\n', ' \n', '\u00a0']) smsText(note({ sms: `a${blank.repeat(500_000)}b` }));
    smsText(note({ sms: `a${' https://'.repeat(100_000)}` }));
    smsText(note({ sms: 'x'.repeat(1_000_000) }));
    expect(performance.now() - started).toBeLessThan(15_000);
  });
});
