/** ms an entry has to be on the screen, as it is, before it counts as seen: less is scrolling past. */
const DWELL = 1_000;
/** The part of an entry that has to be on the screen. */
const SHOWN = 0.6;

export interface SeenWatch {
  /** Watches these entries, and no others; each has its id in `data-id`, and what it has grown to in `data-count`. */
  watch(entries: Iterable<Element>): void;
  stop(): void;
}

/** An entry on the screen: since when it is there, and what it had grown to then. */
interface Shown {
  readonly since: number;
  readonly count: string | null;
}

/**
 * Tells which entries a person has had on the screen of a visible page. Each id is told once. An entry that grows is
 * looked at anew: what joins a group while it is read is still part of it.
 */
export function openSeenWatch(onSeen: (ids: readonly string[]) => void): SeenWatch {
  const shown = new Map<string, Shown>();
  const told = new Set<string>();
  let watched = new Set<Element>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    if (document.visibilityState !== 'visible') return;
    const now = performance.now();
    const waiting = [...shown].filter(([id]) => !told.has(id));
    // A timer may fire a little early: what is due within its precision is due.
    const fresh = waiting.filter(([, { since }]) => now - since >= DWELL - 10).map(([id]) => id);
    for (const id of fresh) told.add(id);
    if (fresh.length > 0) onSeen(fresh);
    if (waiting.length > fresh.length) schedule();
  };
  const schedule = () => {
    const now = performance.now();
    const since = [...shown].filter(([id]) => !told.has(id)).map(([, each]) => each.since);
    clearTimeout(timer);
    if (since.length > 0) timer = setTimeout(tell, Math.max(0, Math.min(...since) + DWELL - now));
  };
  const show = (entry: Element, id: string) => {
    shown.set(id, { since: performance.now(), count: entry.getAttribute('data-count') });
  };
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        const id = target.getAttribute('data-id');
        if (id === null) continue;
        if (!isIntersecting) shown.delete(id);
        else if (!shown.has(id)) show(target, id);
      }
      schedule();
    },
    { threshold: SHOWN },
  );
  // On a page that comes back, everything is looked at from then on.
  const look = () => {
    for (const [id, { count }] of shown) shown.set(id, { since: performance.now(), count });
    schedule();
  };
  document.addEventListener('visibilitychange', look);

  return {
    watch(entries) {
      const wanted = new Set(entries);
      for (const entry of watched) {
        if (wanted.has(entry)) continue;
        observer.unobserve(entry);
        shown.delete(entry.getAttribute('data-id') ?? '');
      }
      for (const entry of wanted) {
        const id = entry.getAttribute('data-id');
        const before = id === null ? undefined : shown.get(id);
        if (id !== null && before && before.count !== entry.getAttribute('data-count')) show(entry, id);
        if (!watched.has(entry)) observer.observe(entry);
      }
      watched = wanted;
    },
    stop() {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    },
  };
}
