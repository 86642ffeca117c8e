import type { Decile } from '../contract/calibration.ts';

/** Scores of a model by their log-odds: of each bin how many there were, the sum of `pOpen`, and how many were opened. */
export interface ScoreBins {
  readonly offered: readonly number[];
  readonly expected: readonly number[];
  readonly opened: readonly number[];
}

/** Bins from −8 on, each 0.25 wide; what is beyond is in the first and the last. A probability of 0.5 is at 0. */
const BINS = 64;
const [LEAST, WIDTH] = [-8, 0.25];
const GROUPS = 10;

export function noScores(): { [Count in keyof ScoreBins]: number[] } {
  const zeros = () => new Array<number>(BINS).fill(0);
  return { offered: zeros(), expected: zeros(), opened: zeros() };
}

/** The bin of a probability, 0..1. */
export function binOf(pOpen: number): number {
  const logit = Math.log(pOpen / (1 - pOpen));
  return Math.min(BINS - 1, Math.max(0, Math.floor((logit - LEAST) / WIDTH)));
}

export function sumOf(one: ScoreBins, other: ScoreBins): ScoreBins {
  const added = (count: keyof ScoreBins) => one[count].map((value, bin) => value + (other[count][bin] ?? 0));
  return { offered: added('offered'), expected: added('expected'), opened: added('opened') };
}

/**
 * Ten groups of as equal counts as whole bins allow, the least likely first; each by how many were opened beside how
 * many should have been. A group that no bin falls into is left out.
 */
export function decilesOf({ offered, expected, opened }: ScoreBins): Decile[] {
  const total = offered.reduce((sum, count) => sum + count, 0);
  const groups = new Map<number, number[]>();
  let before = 0;
  for (const [bin, count] of offered.entries()) {
    if (count === 0) continue;
    // A bin belongs where its middle is.
    const group = Math.min(GROUPS - 1, Math.floor(((before + count / 2) * GROUPS) / total));
    groups.set(group, [...(groups.get(group) ?? []), bin]);
    before += count;
  }
  return [...groups].map(([group, bins]) => {
    const sum = (counts: readonly number[]) => bins.reduce((all, bin) => all + (counts[bin] ?? 0), 0);
    const count = sum(offered);
    return {
      decile: group + 1,
      from: edgeOf(bins[0] ?? 0),
      to: edgeOf((bins.at(-1) ?? 0) + 1),
      count,
      expected: sum(expected) / count,
      observed: sum(opened) / count,
    };
  });
}

/** The least probability of a bin; the first one begins at 0 and the last one ends at 1. */
function edgeOf(bin: number): number {
  if (bin === 0) return 0;
  return bin === BINS ? 1 : 1 / (1 + Math.exp(-(LEAST + bin * WIDTH)));
}
