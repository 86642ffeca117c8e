/** The name of the batch that holds those members of a batch who could not be asked. */
export function againOf(batch: string): string {
  return `${batch}.again`;
}
