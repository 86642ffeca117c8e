/**
 * A signal that is aborted when this process is asked to end: Ctrl-C, SIGTERM, a closed terminal, or the end of a
 * program that started it over a channel. Asked a second time by a signal, the process ends at once: the one who asks
 * does not want to wait.
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
  return controller.signal;
}

/** Settles when a signal is aborted; at once when it was already. */
export function abortOf(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
