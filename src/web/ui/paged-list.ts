import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Problem } from '../../contract/problem.ts';
import type { Answer, Page } from '../api/request.ts';

/**
 * A list read page by page, for the element that shows it. An answer that arrives after the list was started again
 * (another member was picked) is thrown away.
 */
export class PagedList<Item, ItemPage extends Page<Item> = Page<Item>> implements ReactiveController {
  items: readonly Item[] = [];
  next: string | null = null;
  problem: Problem | undefined;
  loading = false;
  /** Whether at least one page has been read. */
  loaded = false;
  /** The page read last, for what it says beside its items. */
  lastPage: ItemPage | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #read: (cursor?: string) => Promise<Answer<ItemPage>>;
  #generation = 0;

  constructor(host: ReactiveControllerHost, read: (cursor?: string) => Promise<Answer<ItemPage>>) {
    this.#host = host;
    this.#read = read;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#generation++;
    this.loading = false;
  }

  /** Forgets everything and reads the first page. */
  async restart(): Promise<void> {
    this.items = [];
    this.next = null;
    this.loaded = false;
    this.lastPage = undefined;
    await this.refresh();
  }

  /** Reads the first page again and shows the old one until it is here. */
  async refresh(): Promise<void> {
    await this.#load(undefined, () => []);
  }

  /** Reads the page after the last one. */
  async more(): Promise<void> {
    if (this.next !== null && !this.loading) await this.#load(this.next, () => this.items);
  }

  async #load(cursor: string | undefined, before: () => readonly Item[]): Promise<void> {
    const generation = ++this.#generation;
    this.loading = true;
    this.problem = undefined;
    this.#host.requestUpdate();
    const answer = await this.#read(cursor);
    if (generation !== this.#generation) return;
    this.loading = false;
    if (answer.ok) {
      this.items = [...before(), ...answer.value.items];
      this.next = answer.value.next;
      this.lastPage = answer.value;
      this.loaded = true;
    } else {
      this.problem = answer.problem;
    }
    this.#host.requestUpdate();
  }
}
