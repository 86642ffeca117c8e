/** The longest pause between two times of sending stalled work again, ms. */
const LONGEST = 600_000;

/**
 * Whether a fan-out has stalled: nothing has moved for a while since the last progress or the last time its open work
 * was sent again. Each time in a row without progress waits twice as long, up to ten minutes.
 */
export function stalled(
  lastProgress: number,
  { resentAt, resends }: { readonly resentAt: number; readonly resends: number },
  stallAfter: number,
  now: number,
): boolean {
  const tries = lastProgress > resentAt ? 0 : resends;
  const patience = Math.min(stallAfter * 2 ** tries, Math.max(LONGEST, stallAfter));
  return now - Math.max(lastProgress, resentAt) >= patience;
}
