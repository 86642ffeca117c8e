/** What stops a command, in words for the person who ran it: what went wrong and what to do about it. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly remedy: string;

  constructor(problem: string, remedy: string, options?: ErrorOptions) {
    super(problem, options);
    this.remedy = remedy;
  }
}

/** Prints a failure for a person: two lines for an expected one, everything for a fault of ours. */
export function printFailure(error: unknown): void {
  if (error instanceof CommandFailure) {
    console.error(`\n${error.message}\n${error.remedy}`);
    return;
  }
  console.error(error);
}
