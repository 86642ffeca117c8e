/** A new id such as `note-4f0c…`: 64 random bits. Works on pages without https too, where `randomUUID` is missing. */
export function newId(kind: string): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return `${kind}-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
