import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/tenant/migrations.js';
import { toInstant } from '../contract/identifier.ts';
import type { ModelDefinition, StoredModel } from '../contract/model.ts';
import type { StoredType, TypeDefinition } from '../contract/notification-type.ts';
import { MOST_PROVIDERS } from '../contract/provider.ts';
import { MOST_TEMPLATES, type Partials, type StoredTemplate, type TemplateDefinition } from '../contract/template.ts';
import type { KeyView, Scope, TenantSettings } from '../contract/tenant.ts';
import type { WebhookDefinition } from '../contract/webhook.ts';
import type { Environment } from '../platform/environment.ts';
import { isMigrated, migrate } from '../platform/migrate.ts';
import type { ScoreCounts } from './calibration.ts';
import { FIRST_PARTITIONS } from './event-logs.ts';
import { usersOf } from './partial-users.ts';
import { noScores, type ScoreBins, sumOf } from './score-bins.ts';
import { type KeyRow, type ProviderRow, Store, type WebhookRow } from './store.ts';
import { outlineOf, type TypeOutline } from './type-outline.ts';
import type { Version } from './versions.ts';
import { noteWebhook, putWebhook, rotateWebhook, turnOffProvider } from './webhook-rows.ts';
import type { Told } from './webhook-state.ts';

/** What a valid key stands for. */
export interface Authorization {
  readonly keyId: string;
  readonly scopes: readonly Scope[];
  readonly settings: TenantSettings;
}

/** What a tenant is made with; its settings may change. */
export interface Founding {
  readonly settings: TenantSettings;
  readonly eventLogPartitions: number;
}

/** Responses count 1/e after this long, ms: as those of a member do. */
const RESPONSES_DECAY = 60 * 86_400_000;

/**
 * The registry of one tenant: settings, keys, types, models, partials, providers
 * and webhooks. A tenant that was never created has no tables, so a made-up
 * tenant name in a key writes nothing.
 */
export class Tenant extends DurableObject<Environment> {
  #opened: Store | undefined;

  /**
   * Creates the tenant or changes its settings, and adds a key; only the key's hash comes here. What a tenant was made with
   * stays: asked for another number of partitions it changes nothing, and answers the number it has.
   */
  create(
    asked: { readonly [Part in keyof Founding]?: Founding[Part] | undefined },
    key: Omit<KeyRow, 'createdAt'>,
    now: number,
    defaults: Founding,
  ): Founding | { readonly fixedPartitions: number } {
    migrate(this.ctx.storage, migrations);
    const store = new Store(this.ctx.storage);
    this.#opened = store;
    const fixed = this.eventLogPartitions();
    if (fixed !== undefined && (asked.eventLogPartitions ?? fixed) !== fixed) return { fixedPartitions: fixed };
    const eventLogPartitions = fixed ?? asked.eventLogPartitions ?? defaults.eventLogPartitions;
    const settings = asked.settings ?? store.settings() ?? defaults.settings;
    this.ctx.storage.transactionSync(() => {
      store.putEventLogPartitions(eventLogPartitions);
      store.putSettings(settings);
      store.putKey({ ...key, createdAt: now });
    });
    return { settings, eventLogPartitions };
  }

  /** What the key of this hash may do; undefined for an unknown key or tenant. */
  authorize(hash: string): Authorization | undefined {
    const store = this.#store();
    const row = store?.keyByHash(hash);
    const settings = store?.settings();
    return row && settings && { keyId: row.id, scopes: row.scopes, settings };
  }

  /** The tenant's settings; undefined when it was never created. */
  settings(): TenantSettings | undefined {
    return this.#store()?.settings();
  }

  /** Objects that its event log is made of; undefined when it was never created. */
  eventLogPartitions(): number | undefined {
    const store = this.#store();
    return store?.settings() && (store.eventLogPartitions() ?? FIRST_PARTITIONS);
  }

  /** Responses of members by the hour of their local week; undefined while nothing is known. */
  rhythm(): readonly number[] | undefined {
    return this.#store()?.responses()?.counts;
  }

  /** Adds responses to those known, which count less the older they are. */
  addResponses(counts: readonly number[], now: number): void {
    const store = this.#store();
    const known = store?.responses();
    const decay = known ? Math.exp(-Math.max(0, now - known.at) / RESPONSES_DECAY) : 0;
    store?.putResponses({ counts: counts.map((count, hour) => count + decay * (known?.counts[hour] ?? 0)), at: now });
  }

  /** Adds what models said and what was opened to what is known of each version. */
  addScores(counts: readonly ScoreCounts[]): void {
    const store = this.#store();
    for (const { model, version, ...bins } of counts) {
      store?.putScores(model, version, sumOf(store.scores(model, version) ?? noScores(), bins));
    }
  }

  /** What is known of a version of a model, the newest when none is named; undefined when there is no such version. */
  scores(
    model: string,
    version: number | undefined,
  ): { readonly version: number; readonly bins: ScoreBins } | undefined {
    const store = this.#store();
    const found = version === undefined ? store?.models.newest(model) : store?.models.at(model, version);
    return found && { version: found.version, bins: store?.scores(model, found.version) ?? noScores() };
  }

  addKey(key: Omit<KeyRow, 'createdAt'>, now: number): void {
    this.#store()?.putKey({ ...key, createdAt: now });
  }

  removeKey(id: string): boolean {
    return this.#store()?.removeKey(id) ?? false;
  }

  keys(): KeyView[] {
    return (this.#store()?.keys() ?? []).map(({ id, name, scopes, createdAt }) => ({
      id,
      name,
      scopes: [...scopes],
      createdAt: toInstant(createdAt),
    }));
  }

  /** Stores a type as its next version; a definition equal to the newest one makes none. */
  putType(name: string, definition: TypeDefinition, now: number): StoredType {
    return stored(this.#created().types.put(name, definition, now));
  }

  type(name: string): StoredType | undefined {
    const newest = this.#store()?.types.newest(name);
    return newest && stored(newest);
  }

  typeVersions(name: string): StoredType[] {
    return (this.#store()?.types.all(name) ?? []).map(stored);
  }

  /** A page of the newest versions, by name. */
  types(after: string, limit: number): { items: StoredType[]; next: string | null } {
    return pageOf(this.#store()?.types.page(after, limit + 1) ?? [], limit);
  }

  /** A page of the same, as far as their members may know. */
  typeOutlines(after: string, limit: number): { items: TypeOutline[]; next: string | null } {
    const { items, next } = this.types(after, limit);
    return { items: items.map(outlineOf), next };
  }

  /** Stores a model as its next version, as `putType` does. */
  putModel(name: string, definition: ModelDefinition, now: number): StoredModel {
    return stored(this.#created().models.put(name, definition, now));
  }

  model(name: string): StoredModel | undefined {
    const newest = this.#store()?.models.newest(name);
    return newest && stored(newest);
  }

  modelVersions(name: string): StoredModel[] {
    return (this.#store()?.models.all(name) ?? []).map(stored);
  }

  /** A page of the newest versions, by name. */
  models(after: string, limit: number): { items: StoredModel[]; next: string | null } {
    return pageOf(this.#store()?.models.page(after, limit + 1) ?? [], limit);
  }

  /** Stores a partial as its next version, as `putType` does; `full` when the tenant has as many as it can have. */
  putTemplate(name: string, definition: TemplateDefinition, now: number): StoredTemplate | 'full' {
    const { templates } = this.#created();
    if (!templates.newest(name) && templates.page('', MOST_TEMPLATES).length >= MOST_TEMPLATES) return 'full';
    return stored(templates.put(name, definition, now));
  }

  template(name: string): StoredTemplate | undefined {
    const newest = this.#store()?.templates.newest(name);
    return newest && stored(newest);
  }

  templateVersions(name: string): StoredTemplate[] {
    return (this.#store()?.templates.all(name) ?? []).map(stored);
  }

  /** A page of the newest versions, by name. */
  templates(after: string, limit: number): { items: StoredTemplate[]; next: string | null } {
    return pageOf(this.#store()?.templates.page(after, limit + 1) ?? [], limit);
  }

  /**
   * Forgets a partial in all its versions, unless something uses it: then that is answered, by name. A text that uses
   * itself is not registered, so nobody is in the way of their own removal. Undefined when there is none of this name.
   */
  removeTemplate(name: string): readonly string[] | undefined {
    const store = this.#store();
    if (!store?.templates.newest(name)) return undefined;
    const users = usersOf(store, name);
    if (users.length === 0) store.templates.remove(name);
    return users;
  }

  /** The sources of all partials, as they are now. */
  partials(): Partials {
    const newest = this.#store()?.templates.page('', MOST_TEMPLATES) ?? [];
    return Object.fromEntries(newest.map(({ name, definition }) => [name, definition.source]));
  }

  /** Providers by name, their secrets sealed. */
  providers(): ProviderRow[] {
    return this.#store()?.providers() ?? [];
  }

  /** `full` when the tenant has as many as it can have. */
  putProvider(row: ProviderRow): 'full' | 'put' {
    const known = this.providers();
    if (known.length >= MOST_PROVIDERS && known.every(({ name }) => name !== row.name)) return 'full';
    this.#created().putProvider(row);
    return 'put';
  }

  /** Turns off a provider of the channel webhook whose server is gone for good. */
  turnOffProvider(name: string, url: string): boolean {
    return turnOffProvider(this.#created(), name, url);
  }

  removeProvider(name: string): boolean {
    return this.#store()?.removeProvider(name) ?? false;
  }

  /** Webhooks by name, their secrets sealed. */
  webhooks(): WebhookRow[] {
    return this.#store()?.webhooks() ?? [];
  }

  putWebhook(name: string, definition: WebhookDefinition, sealed: string, now: number): WebhookRow | 'full' {
    return putWebhook(this.#created(), name, definition, sealed, now);
  }

  rotateWebhook(name: string, sealed: string, until: number, now: number): WebhookRow | undefined {
    return rotateWebhook(this.#created(), name, sealed, until, now);
  }

  noteWebhook(name: string, told: Told, now: number): WebhookRow | undefined {
    return noteWebhook(this.#created(), name, told, now);
  }

  removeWebhook(name: string): boolean {
    return this.#store()?.removeWebhook(name) ?? false;
  }

  #created(): Store {
    const store = this.#store();
    if (!store) throw new Error('Something was put to a tenant that does not exist');
    return store;
  }

  #store(): Store | undefined {
    if (this.#opened) return this.#opened;
    if (!isMigrated(this.ctx.storage)) return undefined;
    migrate(this.ctx.storage, migrations);
    this.#opened = new Store(this.ctx.storage);
    return this.#opened;
  }
}

type Stored<Definition> = Definition & Pick<StoredType, 'name' | 'version' | 'updatedAt'>;

function stored<Definition extends object>(of: Version<Definition>): Stored<Definition> {
  const { name, version, definition, updatedAt } = of;
  return { ...definition, name, version, updatedAt: toInstant(updatedAt) };
}

/** Of rows that were asked for with one more than fits. */
function pageOf<Definition extends object>(rows: readonly Version<Definition>[], limit: number) {
  const page = rows.slice(0, limit);
  return { items: page.map(stored), next: rows.length > limit ? (page.at(-1)?.name ?? null) : null };
}
