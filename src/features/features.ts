import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/features/migrations.js';
import type { Environment } from '../platform/environment.ts';
import { migrate } from '../platform/migrate.ts';
import { type Asked, type Compared, compare } from './compare.ts';
import { confirm, type Held } from './confirm.ts';
import type { DatasetRow } from './dataset-rows.ts';
import { endPush, type Opened, openPush } from './open-push.ts';
import { type Kept, keptBy, type Retiring, retire } from './retire.ts';
import { Store } from './store.ts';
import type { Numbers } from './subject-rows.ts';
import { Tickets } from './tickets.ts';

/** What the use-cases of a partition work with. */
export interface Partition {
  readonly store: Store;
  readonly tickets: Tickets;
}

/** Rows of a dataset in a partition. */
export interface Size {
  readonly members: number;
  readonly rows: number;
  readonly subjects: number;
}

/**
 * A partition of what was pushed into a tenant: which members hold which rows of a dataset, by short hashes, so that a
 * push wakes only members of whom something is other than before; and the numbers of actors, entities and items
 * themselves. Named tenant/partition; partition 0 also keeps the book of datasets.
 *
 * A hash is never that of a row that the member does not hold: rows are noted as on their way before they are sent, and
 * known only when their sender has told what came of them.
 */
export class Features extends DurableObject<Environment> {
  readonly #partition: Partition;
  /** What the full push that is about to end named, as long as its rows are asked for page by page. */
  #kept: { readonly dataset: string; readonly generation: number; readonly kept: Kept } | undefined;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    migrate(context.storage, migrations);
    const store = new Store(context.storage);
    this.#partition = { store, tickets: new Tickets(store.pushes) };
  }

  compare(asked: Asked, now: number): Compared {
    this.#kept = undefined;
    return compare(this.#partition, asked, now);
  }

  confirm(ticket: number, held: readonly Held[]): void {
    confirm(this.#partition, ticket, held);
  }

  /** Rows that a full push did not name, after a member; all of the dataset when no generation is given. */
  retire(dataset: string, generation: number | undefined, after: string, now: number): Retiring {
    const kept = generation === undefined ? undefined : this.#keptBy(dataset, generation);
    return retire(this.#partition, dataset, kept, after, now);
  }

  /** Forgets what full pushes of the dataset named. */
  unname(dataset: string): void {
    this.#kept = undefined;
    this.#partition.store.pushes.unname(dataset);
  }

  /** What these datasets tell of a target such as `actor:ada`. */
  subject(target: string, datasets: readonly string[]): Record<string, Numbers> {
    return this.#partition.store.subjects.get(target, datasets);
  }

  size(dataset: string): Size {
    const { store } = this.#partition;
    return { ...store.count(dataset), subjects: store.subjects.count(dataset) };
  }

  /** Nothing names the member any more. Their own object is another's work. */
  forget(member: string): void {
    const { store, tickets } = this.#partition;
    this.#kept = undefined;
    for (const dataset of store.memberDatasets()) store.removeMembers(dataset, [member]);
    store.pushes.forgetMember(member);
    tickets.forgetMember(member);
  }

  /** The datasets of the tenant, by name. Of partition 0, as all below. */
  datasets(): DatasetRow[] {
    return this.#partition.store.datasets.all();
  }

  dataset(name: string): DatasetRow | undefined {
    return this.#partition.store.datasets.get(name);
  }

  /** Takes a request of a push; one that is the first of its dataset makes it known. */
  open(name: string, push: string | undefined, now: number): Opened {
    const { datasets } = this.#partition.store;
    const before = datasets.get(name);
    const { opened, row } = openPush(before, name, push, now);
    if (row !== before) datasets.put(row);
    return opened;
  }

  /** A whole push is done; answers the version that the dataset has now. */
  end(name: string, push: string | undefined, now: number): number {
    const { datasets } = this.#partition.store;
    const before = datasets.get(name) ?? openPush(undefined, name, undefined, now).row;
    const after = endPush(before, push, now);
    if (after !== before) datasets.put(after);
    return after.version;
  }

  /** Strikes a dataset from the book; false: it was not in it. */
  drop(name: string): boolean {
    return this.#partition.store.datasets.remove(name);
  }

  #keptBy(dataset: string, generation: number): Kept {
    if (this.#kept?.dataset !== dataset || this.#kept.generation !== generation) {
      this.#kept = { dataset, generation, kept: keptBy(this.#partition, dataset, generation) };
    }
    return this.#kept.kept;
  }
}
