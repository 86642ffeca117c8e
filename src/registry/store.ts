import { and, asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/durable-sqlite';
import type { ModelDefinition } from '../contract/model.ts';
import type { TypeDefinition } from '../contract/notification-type.ts';
import type { TemplateDefinition } from '../contract/template.ts';
import type { TenantSettings } from '../contract/tenant.ts';
import { apiKey, calibration, fact, model, provider, template, type, webhook } from './schema.ts';
import type { ScoreBins } from './score-bins.ts';
import { Versions } from './versions.ts';

export type KeyRow = typeof apiKey.$inferSelect;
export type ProviderRow = typeof provider.$inferSelect;
export type WebhookRow = typeof webhook.$inferSelect;

/** What members responded, by the hour of their local week (168, Monday 00:00 first), and when that was summed up. */
export interface Responses {
  readonly counts: readonly number[];
  readonly at: number;
}

/** The only SQL of a tenant's object. */
export class Store {
  readonly types: Versions<TypeDefinition>;
  readonly models: Versions<ModelDefinition>;
  readonly templates: Versions<TemplateDefinition>;
  readonly #db;

  constructor(storage: DurableObjectStorage) {
    this.#db = drizzle(storage);
    this.types = new Versions(this.#db, type);
    this.models = new Versions(this.#db, model);
    this.templates = new Versions(this.#db, template);
  }

  settings(): TenantSettings | undefined {
    return this.#fact('settings') as TenantSettings | undefined;
  }

  putSettings(value: TenantSettings): void {
    this.#putFact('settings', value);
  }

  /** Undefined for a tenant that was made before this was kept. */
  eventLogPartitions(): number | undefined {
    return this.#fact('event-log-partitions') as number | undefined;
  }

  putEventLogPartitions(value: number): void {
    this.#putFact('event-log-partitions', value);
  }

  responses(): Responses | undefined {
    return this.#fact('responses') as Responses | undefined;
  }

  putResponses(value: Responses): void {
    this.#putFact('responses', value);
  }

  scores(name: string, version: number): ScoreBins | undefined {
    const isIt = and(eq(calibration.model, name), eq(calibration.version, version));
    return this.#db.select().from(calibration).where(isIt).get()?.bins;
  }

  putScores(name: string, version: number, bins: ScoreBins): void {
    const { model, version: ofModel } = calibration;
    const row = { model: name, version, bins };
    this.#db
      .insert(calibration)
      .values(row)
      .onConflictDoUpdate({ target: [model, ofModel], set: { bins } })
      .run();
  }

  keyByHash(hash: string): KeyRow | undefined {
    return this.#db.select().from(apiKey).where(eq(apiKey.hash, hash)).get();
  }

  keys(): KeyRow[] {
    return this.#db.select().from(apiKey).orderBy(asc(apiKey.createdAt)).all();
  }

  putKey(row: KeyRow): void {
    this.#db.insert(apiKey).values(row).onConflictDoNothing().run();
  }

  removeKey(id: string): boolean {
    return this.#db.delete(apiKey).where(eq(apiKey.id, id)).returning({ id: apiKey.id }).all().length > 0;
  }

  providers(): ProviderRow[] {
    return this.#db.select().from(provider).orderBy(asc(provider.name)).all();
  }

  putProvider(row: ProviderRow): void {
    const { name: _same, ...set } = row;
    this.#db.insert(provider).values(row).onConflictDoUpdate({ target: provider.name, set }).run();
  }

  removeProvider(name: string): boolean {
    return this.#db.delete(provider).where(eq(provider.name, name)).returning({ name: provider.name }).all().length > 0;
  }

  webhooks(): WebhookRow[] {
    return this.#db.select().from(webhook).orderBy(asc(webhook.name)).all();
  }

  putWebhook(row: WebhookRow): void {
    const { name: _same, ...set } = row;
    this.#db.insert(webhook).values(row).onConflictDoUpdate({ target: webhook.name, set }).run();
  }

  removeWebhook(name: string): boolean {
    return this.#db.delete(webhook).where(eq(webhook.name, name)).returning({ name: webhook.name }).all().length > 0;
  }

  #fact(key: string): unknown {
    return this.#db.select().from(fact).where(eq(fact.key, key)).get()?.value;
  }

  #putFact(key: string, value: unknown): void {
    this.#db.insert(fact).values({ key, value }).onConflictDoUpdate({ target: fact.key, set: { value } }).run();
  }
}
