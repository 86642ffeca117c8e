/** Log-odds below and above which scores are told apart no more, and into how many steps what lies between is cut. */
const LEAST = -40;
const MOST = 40;
const STEPS = 1 << 18;

/** How much of what came true is kept when only the best scored are: counted as scores come, nothing is sorted. */
export interface KeptShare {
  readonly add: (score: number, label: boolean) => void;
  /** 0..1: of what came true, in the best `share` (0..1) of all. Those of equal score are kept in equal parts. */
  readonly at: (share: number) => number;
}

/** Counts by steps of score: 0.0003 of log-odds each, 4 MB whatever the number of scores. */
export function createKeptShare(): KeptShare {
  const all = new Float64Array(STEPS);
  const came = new Float64Array(STEPS);
  let total = 0;
  let positives = 0;
  return {
    add: (score, label) => {
      const step = Math.floor(((score - LEAST) / (MOST - LEAST)) * STEPS);
      const place = Math.min(STEPS - 1, Math.max(0, step));
      all[place] = (all[place] ?? 0) + 1;
      total++;
      if (!label) return;
      came[place] = (came[place] ?? 0) + 1;
      positives++;
    },
    at: (share) => {
      let left = share * total;
      let kept = 0;
      for (let step = STEPS - 1; step >= 0 && left > 0; step--) {
        const here = all[step] ?? 0;
        if (here === 0) continue;
        kept += (came[step] ?? 0) * Math.min(1, left / here);
        left -= here;
      }
      return positives === 0 ? 0 : kept / positives;
    },
  };
}
