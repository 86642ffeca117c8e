import type { InterruptingChannel } from '../contract/channel.ts';
import type { MemberProfile } from '../contract/member.ts';
import { Preferences } from '../contract/preferences.ts';
import type { Interruption } from '../decide/member-state.ts';
import type { BoundFacts } from './bounds.ts';
import type { Marks } from './marks.ts';
import type { StoredDevice } from './schema.ts';
import type { Store } from './store.ts';

/** The settings of a member who has not made any. */
const NO_PREFERENCES: Preferences = Preferences.parse({});

export interface FactValues {
  profile: MemberProfile;
  preferences: Preferences;
  /** Where the member can be rung, the oldest first: see `devices.ts`. */
  devices: readonly StoredDevice[];
  seen: Marks;
  read: Marks;
  /** Those of the last day whose rows a full history has lost. */
  interruptions: readonly Interruption[];
  /** What audiences keep of the member. */
  bounds: BoundFacts;
  /** Addresses of the profile that do not take anything of us any more, by channel. */
  lost: LostAddresses;
}

/** An address that bounced, complained or said stop; another address of the channel is none of its business. */
export type LostAddresses = Readonly<
  Partial<Record<InterruptingChannel, { readonly endpoint: string; readonly reason: string; readonly at: number }>>
>;

/**
 * The member's single values, read once and kept in memory while the object lives; every change is written at once.
 * Safe because the object is the only writer of its database.
 */
export class Facts {
  readonly #store: Store;
  #values: Partial<FactValues> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  /** The database was made a moment ago: there is nothing to read. */
  knowEmpty(): void {
    this.#values = {};
  }

  get<Key extends keyof FactValues>(key: Key): FactValues[Key] | undefined {
    return this.all()[key];
  }

  all(): Partial<FactValues> {
    this.#values ??= Object.fromEntries(this.#store.facts().map((row) => [row.key, row.value])) as Partial<FactValues>;
    return this.#values;
  }

  /** Writes a row only when the value is another one. */
  put<Key extends keyof FactValues>(key: Key, value: FactValues[Key]): void {
    if (JSON.stringify(this.get(key)) === JSON.stringify(value)) return;
    this.#store.putFact(key, value);
    this.#values = { ...this.#values, [key]: value };
  }

  preferences(): Preferences {
    return this.get('preferences') ?? NO_PREFERENCES;
  }

  /** The member's own choice, else what the product told, else UTC. */
  timezone(): string {
    return this.preferences().timezone ?? this.get('profile')?.timezone ?? 'UTC';
  }

  /** The same of the language (BCP 47); undefined when nobody said. */
  locale(): string | undefined {
    return this.preferences().locale ?? this.get('profile')?.locale;
  }
}
