/** A page of a list, as every list of the API answers. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

/** Which part of a list to read. */
export interface PageOptions {
  /** 1–200 items; 50 when left out. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
}

/** Every item of a list, page by page, as they are asked for. */
export async function* everyItem<Item>(
  readPage: (options: PageOptions) => Promise<Page<Item>>,
  options: PageOptions = {},
): AsyncGenerator<Item, void, undefined> {
  let page = await readPage(options);
  yield* page.items;
  while (page.next !== null) {
    page = await readPage({ ...options, cursor: page.next });
    yield* page.items;
  }
}
