import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/dead-letters/migrations.js';
import type { DeadLetter } from '../contract/dead-letter.ts';
import { toInstant } from '../contract/identifier.ts';
import type { QueueMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { migrate } from '../platform/migrate.ts';
import { type DeadLetterRow, Store } from './store.ts';

/** What died in one tenant, kept until an operator has seen to it. */
export class DeadLetters extends DurableObject<Environment> {
  readonly #store: Store;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    migrate(context.storage, migrations);
    this.#store = new Store(context.storage);
  }

  record(letters: readonly Omit<DeadLetterRow, 'replayedAt'>[]): void {
    this.ctx.storage.transactionSync(() => {
      for (const letter of letters) this.#store.put({ ...letter, replayedAt: null });
    });
  }

  /** A page, newest first; the cursor is the place (time, id) of the last one before, as `isDeadLetterCursor` says. */
  page(limit: number, cursor?: string): { items: DeadLetter[]; next: string | null } {
    const [at = '', id = ''] = cursor?.split('.') ?? [];
    const rows = this.#store.page(cursor === undefined ? undefined : { at: Number(at), id }, limit + 1);
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(view), next: rows.length > limit && last ? `${last.at}.${last.id}` : null };
  }

  letter(id: string): { lane: string; message: QueueMessage } | undefined {
    return this.#store.get(id);
  }

  replayed(id: string, now: number): void {
    this.#store.replayed(id, now);
  }
}

/** Whether a text is a cursor that a page has given. */
export function isDeadLetterCursor(cursor: string): boolean {
  return /^\d{1,15}\.[0-9a-f]{32}$/.test(cursor);
}

function view({ id, lane, reason, at, message, replayedAt }: DeadLetterRow): DeadLetter {
  return {
    id,
    kind: message.kind,
    lane,
    reason,
    at: toInstant(at),
    message: { ...message },
    replayedAt: replayedAt === null ? null : toInstant(replayedAt),
  };
}
