/** What this browser remembers under a key, or undefined; a browser that refuses storage remembers nothing. */
export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(`tower.${key}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a value in this browser, or forgets it when undefined. */
export function writeStored(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`tower.${key}`);
    else localStorage.setItem(`tower.${key}`, value);
  } catch {
    // Refused storage only means that the choice lasts as long as the page.
  }
}
