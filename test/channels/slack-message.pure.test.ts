import fc from 'fast-check';
import { describe, test } from 'vitest';
import { slackMessage } from '../../src/channels/slack/message.ts';
import { aNotice } from './slack-samples.ts';

const ORIGIN = 'https://tower.example.com';
const textOf = (parts: Parameters<typeof aNotice>[0], origin?: string) => slackMessage(aNotice(parts), origin).text;

describe('a notification as a post to an incoming webhook', () => {
  test('happy: the title is bold and a link, the body below it, and the actions are links', ({ expect }) => {
    const actions = [
      { id: 'reply', title: 'Reply', url: '/messages/7/reply' },
      { id: 'mute', title: 'Mute', url: 'https://app.example.com/mute?thread=7&for=1h' },
    ];
    expect(slackMessage(aNotice({ actions }), ORIGIN)).toEqual({
      text: '*<https://app.example.com/messages/7|Grace Hopper>*\nThe bug is in relay 70.',
      blocks: [
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: '*<https://app.example.com/messages/7|Grace Hopper>*\nThe bug is in relay 70.',
            verbatim: true,
          },
        },
        {
          type: 'context',
          elements: [
            { type: 'mrkdwn', text: '<https://tower.example.com/messages/7/reply|Reply>', verbatim: true },
            { type: 'mrkdwn', text: '<https://app.example.com/mute?thread=7&amp;for=1h|Mute>', verbatim: true },
          ],
        },
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  });

  test('edge: without words it says its type, without a link it has none, and a title stays on one line', ({
    expect,
  }) => {
    expect(textOf({ title: ' ', body: '', url: '' })).toBe('*message.received*');
    expect(textOf({ title: 'One\r\n two\n\tthree', body: 'a\r\nb', url: '' })).toBe('*One two three*\na\nb');
    expect(textOf({ title: '2 * 3', url: '' })).toBe('2 * 3\nThe bug is in relay 70.');
  });

  test.for([
    ['/messages/7', `<${ORIGIN}/messages/7|`],
    ['messages/7', `<${ORIGIN}/messages/7|`],
    ['?tab=1', `<${ORIGIN}/?tab=1|`],
    ['HTTPS://app.example.com/a b', '<https://app.example.com/a%20b|'],
    ['https://app.example.com/?a=1&b=<c>|*', '<https://app.example.com/?a=1&amp;b=%3Cc%3E%7C%2A|'],
  ] as const)('a link to %j is %j', ([url, start], { expect }) => {
    expect(textOf({ url }, ORIGIN)).toContain(start);
  });

  test.for([
    '',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,<script>',
    'mailto:eve@example.com',
    'slack://channel?id=C1',
    '//evil.example.com/a',
    '\\\\evil.example.com\\a',
    '/\\evil.example.com',
    '/\t/evil.example.com',
    ' //evil.example.com',
    '\u0001javascript:alert(1)',
    'java\tscript:alert(1)',
    'blob:https://tower.example.com/x',
    'https://app.example.com@evil.example.com/',
    'https://',
    `https://app.example.com/${'a'.repeat(3_000)}`,
  ])('refusal: no link to %j', (url, { expect }) => {
    expect(textOf({ url }, ORIGIN)).toBe('*Grace Hopper*\nThe bug is in relay 70.');
  });

  test('edge: a path of the app leads nowhere when nobody said where the app is', ({ expect }) => {
    expect(textOf({ url: '/messages/7' })).toBe('*Grace Hopper*\nThe bug is in relay 70.');
  });
});

const INJECTIONS: readonly (readonly [what: string, text: string, written: string])[] = [
  ['a mention of a channel', 'hey <!channel>', 'hey &lt;!channel&gt;'],
  ['a mention of all who are here', '<!here|here>', '&lt;!here|here&gt;'],
  ['a mention of everyone', '<!everyone>', '&lt;!everyone&gt;'],
  ['a mention of a member', '<@U012AB3CD>', '&lt;@\u200bU012AB3CD&gt;'],
  ['a mention of a group', '<!subteam^S01>', '&lt;!subteam^S01&gt;'],
  ['a link to a channel', '<#C123ABC456>', '&lt;#C123ABC456&gt;'],
  ['a link', '<https://evil.example.com|Sign in>', '&lt;https://evil.example.com|Sign in&gt;'],
  ['a link by mail', '<mailto:eve@example.com|Ada>', '&lt;mailto:eve@example.com|Ada&gt;'],
  ['a date', '<!date^1392734382^{date}|soon>', '&lt;!date^1392734382^{date}|soon&gt;'],
  ['entities', '&lt;!channel&gt;', '&amp;lt;!channel&amp;gt;'],
  ['words that others take for a mention', '@channel @eve a@Everyone', '@\u200bchannel @\u200beve a@\u200bEveryone'],
  ['a word that turns what follows', 'a\u202egnp.exe', 'agnp.exe'],
  ['control characters', 'a\0b\u0007c\u009bd', 'abcd'],
];

describe('what somebody else wrote is words and nothing else', () => {
  test.for(INJECTIONS)('%s: %j', ([, text, written], { expect }) => {
    expect(textOf({ body: text, url: '' })).toBe(`*Grace Hopper*\n${written}`);
    expect(textOf({ title: text, body: '' })).toBe(`*<https://app.example.com/messages/7|${written}>*`);
    const { blocks } = slackMessage(aNotice({ actions: [{ id: 'a', title: text, url: 'https://a.example' }] }));
    expect(blocks[1]).toMatchObject({ elements: [{ text: `<https://a.example/|${written}>` }] });
  });

  test('law: of all texts, every angle bracket is one that a link of ours needs', ({ expect }) => {
    const text = fc.string({ unit: fc.constantFrom('<', '>', '&', '|', '!', '@', '*', '\n', 'a', 'lt;', '🦜', ' ') });
    fc.assert(
      fc.property(text, text, text, (title, body, action) => {
        const actions = [{ id: 'a', title: action, url: 'https://a.example/' }];
        const { blocks } = slackMessage(aNotice({ title, body, actions, url: 'https://b.example/?a=<!channel>' }));
        const written = blocks.flatMap((block) => (block.type === 'section' ? [block.text] : block.elements));
        for (const { text } of written) {
          const rest = text.replace(/<https:\/\/[ab]\.example\/[^<>|]*\|/, '').replace('>', '');
          expect(rest).not.toMatch(/[<>]/);
          expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
        }
      }),
    );
  });

  test('law: no block is longer than Slack takes, and no entity or character is cut in two', ({ expect }) => {
    const long = fc.tuple(fc.constantFrom('&', '<', 'a', '👩‍👩‍👧', '𝄞'), fc.integer({ min: 0, max: 4_000 }));
    const texts = long.map(([unit, times]) => unit.repeat(times));
    fc.assert(
      fc.property(texts, texts, fc.integer({ min: 0, max: 2_000 }), (title, body, link) => {
        const url = `https://app.example.com/${'a'.repeat(link)}`;
        const { text, blocks } = slackMessage(aNotice({ title, body, url }));
        expect(text.length).toBeLessThanOrEqual(3_000);
        expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
        expect(text.isWellFormed()).toBe(true);
        expect(blocks[0]).toMatchObject({ text: { text } });
      }),
      { numRuns: 40 },
    );
  });
});
