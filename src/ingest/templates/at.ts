/** What is wrong with a source, with where: `line 1, column 7: …`. */
export function at(source: string, index: number, message: string): string {
  const lines = source.slice(0, index).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}: ${message}`;
}
