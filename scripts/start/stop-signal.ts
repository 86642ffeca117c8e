/** Between two looks at whether the parent still lives, ms. */
const PARENT_LOOK = 500;

/**
 * A signal that is aborted when this process is asked to end: Ctrl-C, SIGTERM, a closed terminal, or the end of the
 * program that started it. Asked a second time by a signal, the process ends at once: the one who asks does not want
 * to wait.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(0);
      controller.abort();
    });
  }
  // Started by another program over a channel: that program is gone.
  process.on('disconnect', () => controller.abort());
  // `npm start` runs this in a shell, and a signal to npm may end that shell alone: nobody is left to ask.
  const parent = process.ppid;
  const watch = setInterval(() => process.ppid !== parent && controller.abort(), PARENT_LOOK);
  watch.unref();
  return controller.signal;
}

/** Settles when a signal is aborted; at once when it was already. */
export function abortOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
