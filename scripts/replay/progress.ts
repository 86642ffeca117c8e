/** Where something long is. */
export interface ProgressState {
  /** What is being done, such as `replaying`. */
  readonly label: string;
  /** 0..1 */
  readonly fraction: number;
  readonly done: number;
  /** What `done` counts, in the plural. */
  readonly unit: string;
  /** ms */
  readonly elapsed: number;
}

/** Shows progress on a terminal as one line that is redrawn, elsewhere as a line every few seconds. */
export interface Progress {
  readonly update: (state: ProgressState) => void;
  /** Leaves the last state on a line of its own. */
  readonly finish: () => void;
}

/** Where progress is written; `process.stderr` has this form. */
export interface ProgressSink {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

const REDRAW = 100;
const NEXT_LINE = 5_000;
const BAR = 24;

/** Progress shown on a sink; `now` is ms of any clock that does not jump. */
export function createProgress(sink: ProgressSink, now: () => number = performance.now.bind(performance)): Progress {
  const pause = sink.isTTY ? REDRAW : NEXT_LINE;
  let shownAt = Number.NEGATIVE_INFINITY;
  let last: ProgressState | undefined;
  const show = (state: ProgressState) => {
    shownAt = now();
    const line = describe(state);
    sink.write(sink.isTTY ? `\r\x1b[K${line.slice(0, (sink.columns ?? 100) - 1)}` : `${line}\n`);
  };
  return {
    update: (state) => {
      last = state;
      if (now() - shownAt >= pause) show(state);
    },
    finish: () => {
      if (last === undefined) return;
      show(last);
      if (sink.isTTY) sink.write('\n');
      last = undefined;
    },
  };
}

/** One line of it: bar, share, count, rate and time left as the pace so far foretells it. */
export function describe({ label, fraction, done, unit, elapsed }: ProgressState): string {
  const share = Math.min(1, Math.max(0, fraction));
  const filled = Math.round(share * BAR);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
  const rate = elapsed > 0 ? (done / elapsed) * 1_000 : 0;
  const left = share > 0 && share < 1 && elapsed > 1_000 ? `, ${duration((elapsed / share) * (1 - share))} left` : '';
  return `${label} ${bar} ${Math.floor(share * 100)}%  ${count(done)} ${unit}, ${count(Math.round(rate))}/s${left}`;
}

/** A count with separators: 12,345. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A length of time in ms, for people: 42 s, 3 min 05 s, 1 h 07 min. */
export function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3_600)} h ${two(Math.floor((seconds % 3_600) / 60))} min`;
}
