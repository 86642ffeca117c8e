/** Signals within so many ms are one wish: a terminal, npm and a shell may each pass the same Ctrl-C on. */
const SAME_WISH = 1_000;
/** Between two looks at whether the parent still lives, ms. */
const PARENT_LOOK = 500;

/**
 * A signal that is aborted when this process is asked to end: Ctrl-C, SIGTERM, a closed terminal, or the end of npm or
 * of a program that started it over a channel. Asked a second time by a signal, the process ends at once: the one who
 * asks does not want to wait.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let askedAt = 0;
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (!controller.signal.aborted) askedAt = performance.now();
      else if (performance.now() - askedAt > SAME_WISH) process.exit(0);
      controller.abort();
    });
  }
  // Started by another program over a channel: that program is gone.
  process.on('disconnect', () => controller.abort());
  // npm runs this in a shell, and a signal to npm may end that shell alone: nobody would be left to ask. Started without
  // npm it may well be meant to outlive its shell.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && controller.abort(), PARENT_LOOK).unref();
  }
  return controller.signal;
}

/** Settles when a signal is aborted; at once when it was already. */
export function abortOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
