import type { Kept } from './letter.ts';

/** Pushes and webhooks with nothing else between them. */
export interface QuietRun {
  /** The same while it grows. */
  readonly id: string;
  /** The newest first. */
  readonly letters: readonly [Kept, ...Kept[]];
}

/** A letter that stands for itself, or a run of quiet ones. */
export type Bundle = Kept | QuietRun;

/** Letters, the newest first, with pushes and webhooks, which come by the second, put together. */
export function bundlesOf(letters: readonly Kept[]): Bundle[] {
  const bundles: Bundle[] = [];
  let run: [Kept, ...Kept[]] | undefined;
  // A run is known by what is below it: its own letters come and go.
  const end = (below: string) => {
    if (run) bundles.push({ id: `run-above-${below}`, letters: run });
    run = undefined;
  };
  for (const letter of letters) {
    if (letter.channel === 'web-push' || letter.channel === 'webhook') {
      if (run) run.push(letter);
      else run = [letter];
    } else {
      end(String(letter.id));
      bundles.push(letter);
    }
  }
  end('nothing');
  return bundles;
}
