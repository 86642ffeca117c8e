// Runs as a plain script before the first paint, so that a chosen theme never flashes. Imports nothing on purpose:
// with an import it would no longer be one file at one address.
try {
  const chosen = localStorage.getItem('tower.theme');
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen;
} catch {
  // Storage is refused (private windows, strict settings): the theme of the system is used.
}
