/**
 * Runs a task for each input with at most `limit` under way at once; answers in the order of the inputs.
 * A task that throws gives its error as a rejected result and stops nobody else.
 */
export async function bounded<Input, Output>(
  inputs: readonly Input[],
  limit: number,
  task: (input: Input, index: number) => Promise<Output>,
): Promise<PromiseSettledResult<Output>[]> {
  const results: PromiseSettledResult<Output>[] = new Array(inputs.length);
  let next = 0;
  const worker = async () => {
    while (next < inputs.length) {
      const index = next++;
      try {
        results[index] = { status: 'fulfilled', value: await task(inputs[index] as Input, index) };
      } catch (reason) {
        results[index] = { status: 'rejected', reason };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, inputs.length) }, worker));
  return results;
}
