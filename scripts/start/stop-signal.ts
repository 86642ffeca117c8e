/**
 * A signal that is aborted when this process is asked to end (Ctrl-C, SIGTERM, a closed terminal). Asked a second
 * time, the process ends at once: the one who asks does not want to wait.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(0);
      controller.abort();
    });
  }
  return controller.signal;
}
