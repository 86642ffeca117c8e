import { describe, it } from 'vitest';
import { readReplayOptions } from '../../scripts/replay/replay-options.ts';
import { CommandFailure } from '../../scripts/start/failure.ts';

describe('readReplayOptions', () => {
  it('takes a file alone: all of it, as fast as it goes', ({ expect }) => {
    expect(readReplayOptions(['acts.txt.gz'])).toEqual({
      file: 'acts.txt.gz',
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
      limit: Number.POSITIVE_INFINITY,
      speed: undefined,
      follows: undefined,
      url: undefined,
      key: undefined,
    });
  });

  it('takes times as RFC 3339 or unix seconds, and all else', ({ expect }) => {
    const line =
      'acts --from 1341381600 --to 2012-07-04T09:00:00+02:00 --limit 10 --speed 2.5 --follows f --url http://x:1 --key k';
    expect(readReplayOptions(line.split(' '))).toEqual({
      file: 'acts',
      from: 1_341_381_600,
      to: 1_341_385_200,
      limit: 10,
      speed: 2.5,
      follows: 'f',
      url: 'http://x:1',
      key: 'k',
    });
  });

  it.for([
    [[], 'Name one file'],
    [['a', 'b'], 'Name one file'],
    [['a', '--from', 'yesterday'], '--from is "yesterday"'],
    [['a', '--to', '2012-07-04'], '--to is "2012-07-04"'],
    [['a', '--limit', '0'], '--limit is "0"'],
    [['a', '--limit', '1.5'], '--limit is "1.5"'],
    [['a', '--speed', '0'], '--speed is "0"'],
    [['a', '--speed', 'fast'], '--speed is "fast"'],
    [['a', '--url', 'localhost:8787'], '--url is "localhost:8787"'],
    [['a', '--sped', '2'], '--sped'],
  ] as const)('refuses %j with what to do', ([line, words], { expect }) => {
    let failure: unknown;
    try {
      readReplayOptions(line);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(CommandFailure);
    expect((failure as CommandFailure).message).toContain(words);
    expect((failure as CommandFailure).remedy).not.toBe('');
  });
});
