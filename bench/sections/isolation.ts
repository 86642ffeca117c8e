import { awaitFewObjects } from '../idle.ts';
import { awaitFanout, loadAudience, paceOf, setPace } from '../large-audience.ts';
import { latencies, postEvent, ringable, words } from '../messages.ts';
import { percentile } from '../pairs.ts';
import { atMost, type Row } from '../report.ts';
import type { Section } from '../section.ts';

/** Edges of the node whose post is under way meanwhile. */
const AUDIENCE = 100_000;
const MEMBERS = 16;
const MESSAGES = 1_000;
/** Times the slowest message of a hundred may take of what it takes when nothing else is done. */
const AIM = 3;

/** What a message to one member waits while a post to many fans out in the same process. */
export const isolation: Section = {
  name: 'isolation',
  isLong: true,
  run: async (bench) => {
    const { tower, server, quick, openFiles, say } = bench;
    const size = quick ? 10_000 : AUDIENCE;
    const messages = quick ? 100 : MESSAGES;
    const members = Array.from({ length: MEMBERS }, (_each, index) => `urgent-${index}`);
    await ringable(bench, members);
    await tower.types.put('bench.post', {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} published a post' },
    });
    say(`an audience of ${size}`);
    const node = await loadAudience(bench, size);
    await awaitFewObjects(server.runtime);
    const pace = paceOf(size, openFiles);
    await setPace(bench, pace);
    await latencies(bench, members, 1, 50, postEvent);
    say('urgent messages, nothing else');
    const idle = await latencies(bench, members, 1, messages, postEvent);
    const { id } = await tower.events.post({
      id: crypto.randomUUID(),
      source: 'bench',
      type: 'bench.post',
      data: { actor: node, item: { id: 'post-1', url: 'https://example.com/posts/1' } },
    });
    await awaitFanout(bench, id, ({ offered }) => offered > 0);
    say('urgent messages beside a fan-out');
    const before = await tower.events.status(id);
    const beside = await latencies(bench, members, 1, messages, postEvent);
    const after = await tower.events.status(id);
    await tower.events.cancel(id);
    if (after.state !== 'fanning-out') throw new Error('The fan-out had ended before the last message');
    return [row(idle, beside, after.offered - before.offered, pace, size)];
  },
};

function row(idle: readonly number[], beside: readonly number[], offered: number, pace: number, size: number): Row {
  const ratio = percentile(beside, 0.99) / percentile(idle, 0.99);
  return {
    name: 'urgent message beside a fan-out',
    product: words(beside),
    floor: words(idle),
    ratio: `${ratio.toFixed(1)}×`,
    aim: { ...atMost(ratio, AIM), words: `p99 ≤ ${AIM}×` },
    note: `p50, p99 of ${beside.length} messages; floor: the same with nothing else; meanwhile ${offered.toLocaleString('en-US')} of ${size.toLocaleString('en-US')} members were offered a post, ${pace === 0 ? 'unpaced' : `at a quarter of the pace of ${pace}/s`}`,
  };
}
