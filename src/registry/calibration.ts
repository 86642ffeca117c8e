import { log, messageOf } from '../platform/log.ts';
import type { Stubs } from '../platform/stubs.ts';
import { binOf, noScores, type ScoreBins } from './score-bins.ts';

/** What a model said of a candidate: `name@version`, and the probability that it is opened (0..1). */
export interface Score {
  readonly model: string;
  readonly pOpen: number;
}

/** What was counted of one version of a model. */
export interface ScoreCounts extends ScoreBins {
  readonly model: string;
  readonly version: number;
}

/** What is counted here is written when it is this much, or this old (ms) when more is counted. */
const MOST_WAITING = 1_000;
const WRITE_EVERY = 10_000;

interface Waiting {
  readonly byModel: Map<string, ReturnType<typeof noScores>>;
  total: number;
  readonly since: number;
}

const waiting = new Map<string, Waiting>();

/**
 * Counts what models said of candidates that were not dropped, so that it can be compared with what was opened. Counts
 * wait in this isolate for company; those that are lost with it are missed by no share of thousands. Never throws.
 */
export function countScores(stubs: Stubs, scores: readonly Score[], now: number): Promise<void> {
  return count(stubs, scores, now, (bins, bin, pOpen) => {
    bins.offered[bin] = (bins.offered[bin] ?? 0) + 1;
    bins.expected[bin] = (bins.expected[bin] ?? 0) + pOpen;
  });
}

/** Counts what models had said of notifications that are now opened for the first time. */
export function countOpened(stubs: Stubs, scores: readonly Score[], now: number): Promise<void> {
  return count(stubs, scores, now, (bins, bin) => {
    bins.opened[bin] = (bins.opened[bin] ?? 0) + 1;
  });
}

/** Writes what waits in this isolate, so that whoever asks next is told of what was done here. */
export async function writeCounts(stubs: Stubs): Promise<void> {
  const name = nameOf(stubs);
  const kept = waiting.get(name);
  if (!kept) return;
  waiting.delete(name);
  try {
    await stubs.tenant().addScores([...kept.byModel].map(([model, bins]) => ({ ...versionOf(model), ...bins })));
  } catch (error) {
    log('error', 'calibration.lost', { count: kept.total, reason: messageOf(error) });
  }
}

async function count(
  stubs: Stubs,
  scores: readonly Score[],
  now: number,
  add: (bins: ReturnType<typeof noScores>, bin: number, pOpen: number) => void,
): Promise<void> {
  if (scores.length === 0) return;
  const name = nameOf(stubs);
  const kept = waiting.get(name) ?? { byModel: new Map(), total: 0, since: now };
  waiting.set(name, kept);
  for (const { model, pOpen } of scores) {
    const bins = kept.byModel.get(model) ?? noScores();
    kept.byModel.set(model, bins);
    add(bins, binOf(pOpen), pOpen);
  }
  kept.total += scores.length;
  if (kept.total >= MOST_WAITING || now - kept.since >= WRITE_EVERY) await writeCounts(stubs);
}

/** What a tenant is known by among the counts of all of them. */
function nameOf(stubs: Stubs): string {
  return stubs.tenant().name ?? '';
}

/** Of `name@version`; a name may hold an @ too. */
function versionOf(model: string): Pick<ScoreCounts, 'model' | 'version'> {
  const at = model.lastIndexOf('@');
  return { model: model.slice(0, at), version: Number(model.slice(at + 1)) };
}
