import { DurableObject } from 'cloudflare:workers';
import migrations from '../../migrations/dead-letters/migrations.js';
import type { DeadLetter } from '../contract/dead-letter.ts';
import { toInstant } from '../contract/identifier.ts';
import type { QueueMessage } from '../contract/queue-message.ts';
import type { Environment } from '../platform/environment.ts';
import { log, messageOf } from '../platform/log.ts';
import { migrate } from '../platform/migrate.ts';
import { type DeadLetterRow, Store } from './store.ts';

/** ms; the events behind them are kept no longer either, so there is nothing left to be done about older ones. */
const KEPT = 90 * 86_400_000;
/** Letters forgotten by one firing of the alarm, which has to end in milliseconds, and ms until the next one. */
const STRETCH = 1_000;
const NEXT_STRETCH = 10_000;

/** What died in one tenant, kept for 90 days for an operator to see to it. */
export class DeadLetters extends DurableObject<Environment> {
  readonly #store: Store;

  constructor(context: DurableObjectState, env: Environment) {
    super(context, env);
    migrate(context.storage, migrations);
    this.#store = new Store(context.storage);
  }

  /** `now` in ms, as the moments of the letters. */
  async record(letters: readonly Omit<DeadLetterRow, 'replayedAt'>[], now: number): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(now + KEPT);
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

  override alarm(): Promise<void> {
    return this.forget(Date.now());
  }

  /** Forgets what is older than 90 days. Never throws: an alarm that keeps failing is deleted. */
  async forget(now: number): Promise<void> {
    let next: number | undefined = now + NEXT_STRETCH;
    try {
      const isOver = this.#store.forgetUpTo(now - KEPT, STRETCH) < STRETCH;
      const oldest = this.#store.oldest();
      if (isOver) next = oldest === undefined ? undefined : oldest + KEPT;
    } catch (error) {
      log('error', 'dead-letters.alarm.failed', { object: this.ctx.id.toString(), reason: messageOf(error) });
    }
    if (next !== undefined) await this.ctx.storage.setAlarm(next);
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
