import { setTimeout as sleep } from 'node:timers/promises';
import { awaitFewObjects } from '../idle.ts';
import { awaitFanout, loadAudience, paceOf, setPace } from '../large-audience.ts';
import type { Row } from '../report.ts';
import { processState, watchPeak } from '../runtime-process.ts';
import type { Section } from '../section.ts';

/** Edges of the node, and how long its post is watched, ms: memory that grows with the audience would grow by then. */
const AUDIENCE = 1_000_000;
const WATCHED = 180_000;

/** Whether a post to a million takes more memory the longer it goes on. */
export const spike: Section = {
  name: 'spike',
  isLong: true,
  run: async (bench) => {
    const { tower, server, quick, openFiles, say } = bench;
    const size = quick ? 50_000 : AUDIENCE;
    await tower.types.put('bench.post', {
      class: 'content',
      audience: { of: 'actor' },
      template: { title: '{{actor}} published a post' },
    });
    say(`an audience of ${words(size)}`);
    const loadedFrom = performance.now();
    const node = await loadAudience(bench, size);
    const perSecond = (size / (performance.now() - loadedFrom)) * 1_000;
    await awaitFewObjects(server.runtime);
    const pace = paceOf(size, openFiles);
    await setPace(bench, pace);
    const before = processState(server.runtime)?.memory;
    const { id } = await tower.events.post({
      id: crypto.randomUUID(),
      source: 'bench',
      type: 'bench.post',
      data: { actor: node, item: { id: 'post-1', url: 'https://example.com/posts/1' } },
    });
    await awaitFanout(bench, id, ({ offered }) => offered > 0);
    say('its post, and what it takes as it goes on');
    const watched = quick ? WATCHED / 6 : WATCHED;
    const peaks: Peak[] = [];
    for (let third = 0; third < 3; third++) {
      const stopWatching = watchPeak(server.runtime);
      await sleep(watched / 3);
      const { offered, considered } = await tower.events.status(id);
      const state = stopWatching();
      peaks.push({ memory: state?.memory, objects: state?.objects, underway: considered - offered });
    }
    const { offered } = await tower.events.status(id);
    await tower.events.cancel(id);
    return [row(size, pace, perSecond, before, offered, peaks)];
  },
};

interface Peak {
  /** MB */
  readonly memory: number | undefined;
  readonly objects: number | undefined;
  /** Members cut into batches and not offered yet. */
  readonly underway: number;
}

function row(
  size: number,
  pace: number,
  perSecond: number,
  before: number | undefined,
  offered: number,
  peaks: readonly Peak[],
): Row {
  const each = (of: (peak: Peak) => number | undefined) => peaks.map((peak) => words(of(peak))).join(', ');
  return {
    name: `a post to ${words(size)}`,
    product: `${each(({ memory }) => memory)} MB`,
    floor: `${words(before)} MB`,
    ratio: '',
    note:
      `peaks of three stretches, before it; live objects ${each(({ objects }) => objects)}; members under way ` +
      `${each(({ underway }) => underway)}; ${words(offered)} offered at pace ${pace}/s, then cancelled; edges loaded at ` +
      `${words(perSecond)}/s`,
  };
}

function words(value: number | undefined): string {
  return value === undefined ? 'not known' : Math.round(value).toLocaleString('en-US');
}
