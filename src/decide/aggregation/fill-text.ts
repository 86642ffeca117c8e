/** What a member's row keeps of each text, in characters: what is filled in later keeps to it too. */
export const MOST = { title: 200, body: 1_000 } as const;

const NUMBER = /\{\{\s*(\w+)\s*\}\}/g;

/**
 * Fills counts into a text: `{{name}}` by its number; a name that is not there stays as it is, for it may be part of a
 * text of the event. One pass: what is filled in is never read as a template again.
 */
export function fillNumbers(text: string, numbers: Readonly<Record<string, number>>): string {
  return text.replace(NUMBER, (all, name: string) => (Object.hasOwn(numbers, name) ? String(numbers[name]) : all));
}

/** Cuts between characters, never inside one. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${[...text].slice(0, most - 1).join('')}…`;
}
