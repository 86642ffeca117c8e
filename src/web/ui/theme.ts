import { readStored, writeStored } from './stored.ts';

export type Theme = 'system' | 'light' | 'dark';

/** The theme this browser has chosen; `system` follows `prefers-color-scheme`. */
export function currentTheme(): Theme {
  const stored = readStored('theme');
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Shows a theme and remembers it; theme-boot.ts applies it before the next first paint. */
export function chooseTheme(theme: Theme): void {
  writeStored('theme', theme === 'system' ? undefined : theme);
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = theme;
}

/** The theme after this one: system, light, dark and around. */
export function nextTheme(theme: Theme): Theme {
  if (theme === 'system') return 'light';
  return theme === 'light' ? 'dark' : 'system';
}
