import { describe, it } from 'vitest';
import { eventOf, parseAct, sourceOf } from '../../scripts/replay/act.ts';
import { readActs } from '../../scripts/replay/read-acts.ts';
import { CloudEvent } from '../../src/contract/event.ts';

const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, limit: Number.POSITIVE_INFINITY };

async function read(lines: readonly string[], filter = everything) {
  const bad: number[] = [];
  const acts: string[] = [];
  for await (const { act, ordinal } of readActs(stream(lines), filter, (line) => bad.push(line))) {
    acts.push(`${act.kind} ${act.actor}>${act.recipient} ${act.time} #${ordinal}`);
  }
  return { acts, bad };
}

async function* stream(lines: readonly string[]) {
  yield* lines;
}

describe('readActs', () => {
  it('numbers equal lines, and only those', async ({ expect }) => {
    const { acts } = await read(['1 2 100 RT', '1 2 100 MT', '1 2 100 RT', '1 2 101 RT', '1 2 100 RT']);
    expect(acts).toEqual(['RT 1>2 100 #0', 'MT 1>2 100 #0', 'RT 1>2 100 #1', 'RT 1>2 101 #0', 'RT 1>2 100 #2']);
  });

  it('leaves out what is before `from` and what is at or after `to`', async ({ expect }) => {
    const lines = ['1 2 99 RT', '1 2 100 RT', '1 2 199 RT', '1 2 200 RT'];
    expect((await read(lines, { ...everything, from: 100, to: 200 })).acts).toEqual(['RT 1>2 100 #0', 'RT 1>2 199 #0']);
  });

  it('stops at the limit', async ({ expect }) => {
    const lines = Array.from({ length: 10 }, (_, second) => `1 2 ${second} RE`);
    expect((await read(lines, { ...everything, limit: 3 })).acts).toHaveLength(3);
  });

  it('names the lines that are no acts and goes on', async ({ expect }) => {
    const { acts, bad } = await read(['# a comment', '', '1 2 x RT', '1 2 100 XX', '1 2 100', '1 2 100 RT']);
    expect(bad).toEqual([3, 4, 5]);
    expect(acts).toEqual(['RT 1>2 100 #0']);
  });
});

describe('eventOf', () => {
  it('makes a valid event with the time, actor and recipient of the line', ({ expect }) => {
    const act = parseAct('223789 213163 1341100972 MT');
    if (act === undefined) throw new Error('The line is an act');
    const event = eventOf(act, 0, sourceOf('/data/higgs-activity_time.txt.gz'));
    expect(CloudEvent.parse(event)).toMatchObject({
      source: '/replay/higgs-activity_time.txt',
      type: 'mention',
      time: '2012-07-01T00:02:52.000Z',
      data: { actor: '223789', recipients: ['213163'] },
    });
  });

  it('gives different acts different ids, and the same act the same', ({ expect }) => {
    const lines = ['1 23 100 RT', '12 3 100 RT', '1 23 100 MT', '1 23 101 RT'];
    const idOf = (line: string, ordinal: number) => {
      const act = parseAct(line);
      return act && eventOf(act, ordinal, 's').id;
    };
    const ids = lines.flatMap((line) => [idOf(line, 0), idOf(line, 1)]);
    expect(new Set(ids).size).toBe(8);
    expect(idOf('1  23\t100 RT', 1)).toBe(ids[1]);
  });

  it('knows a file packed or not by one source', ({ expect }) => {
    expect(sourceOf('a/b.txt')).toBe(sourceOf('/other/b.txt.gz'));
    expect(sourceOf('a/with space.txt')).toBe('/replay/with%20space.txt');
  });
});
