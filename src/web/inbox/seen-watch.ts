/** ms an entry has to be on the screen before it counts as seen: less is scrolling past. */
const DWELL = 600;
/** The part of an entry that has to be on the screen. */
const SHOWN = 0.6;

export interface SeenWatch {
  /** Watches these entries, and no others; each has its id in `data-id`. */
  watch(entries: Iterable<Element>): void;
  stop(): void;
}

/**
 * Tells which entries a person has had on the screen of a visible page. Each id is told once.
 */
export function openSeenWatch(onSeen: (ids: readonly string[]) => void): SeenWatch {
  const shown = new Set<string>();
  const told = new Set<string>();
  let watched = new Set<Element>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tell = () => {
    timer = undefined;
    if (document.visibilityState !== 'visible') return;
    const fresh = [...shown].filter((id) => !told.has(id));
    if (fresh.length === 0) return;
    for (const id of fresh) told.add(id);
    onSeen(fresh);
  };
  const schedule = () => {
    timer ??= setTimeout(tell, DWELL);
  };
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        const id = target.getAttribute('data-id');
        if (id === null) continue;
        if (isIntersecting) shown.add(id);
        else shown.delete(id);
      }
      schedule();
    },
    { threshold: SHOWN },
  );
  document.addEventListener('visibilitychange', schedule);

  return {
    watch(entries) {
      const wanted = new Set(entries);
      for (const entry of watched) if (!wanted.has(entry)) observer.unobserve(entry);
      for (const entry of wanted) if (!watched.has(entry)) observer.observe(entry);
      watched = wanted;
    },
    stop() {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', schedule);
    },
  };
}
