/** The same items; `count` is told of each as it is taken. */
export async function* eachCounted<Item>(
  items: AsyncIterable<Item>,
  count: (item: Item) => void,
): AsyncGenerator<Item, void, undefined> {
  for await (const item of items) {
    count(item);
    yield item;
  }
}
