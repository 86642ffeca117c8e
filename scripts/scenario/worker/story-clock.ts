const RealDate = Date;
let moment = 0;

/**
 * The clock of this isolate, ms since the epoch: the Worker and its objects share it. It stands still until a story
 * moves it, and nothing of the product knows: it asks `Date` as ever.
 */
export const storyClock = {
  /** From here on `Date` shows the time of a story. */
  start(at: number): void {
    moment = at;
    globalThis.Date = new Proxy(RealDate, {
      construct: (date, values: readonly number[]) => Reflect.construct(date, values.length === 0 ? [moment] : values),
      get: (date, key) => (key === 'now' ? storyClock.now : Reflect.get(date, key)),
    });
  },
  now: (): number => moment,
  /** Time only goes on: a moment that is past already changes nothing. */
  passTo(at: number): void {
    moment = Math.max(moment, at);
  },
};
