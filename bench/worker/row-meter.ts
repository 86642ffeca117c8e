/** What an object's statements cost, in the units of the bill. */
export interface RowCount {
  readonly written: number;
  readonly read: number;
  /** Calls of `setAlarm`: each is billed as a row written, and counted here only. */
  readonly alarms: number;
}

/** Nothing counted yet. */
export const NO_ROWS: RowCount = { written: 0, read: 0, alarms: 0 };

/** Two counts as one. */
export function plusRows(one: RowCount, other: RowCount): RowCount {
  return { written: one.written + other.written, read: one.read + other.read, alarms: one.alarms + other.alarms };
}

/** Stands between the statements of a migration. */
const BREAKPOINT = '--> statement-breakpoint';

/** Counts the rows of every statement of an object from here on. */
export class RowMeter {
  #cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  #alarms = 0;
  #alarmAt: number | undefined;

  /** Puts itself between an object and its storage; to be called before the object first touches it. */
  constructor(storage: DurableObjectStorage) {
    const { sql } = storage;
    const counting = new Proxy(sql, {
      get: (target, key) => {
        if (key === 'exec') {
          return (query: string, ...bound: SqlStorageValue[]) => {
            // Of several statements a cursor counts only the last.
            const cursors = query.split(BREAKPOINT).map((statement) => target.exec(statement, ...bound));
            this.#cursors.push(...cursors);
            return cursors.at(-1);
          };
        }
        return Reflect.get(target, key, target);
      },
    });
    const setAlarm = storage.setAlarm.bind(storage);
    Object.defineProperty(storage, 'sql', { value: counting });
    Object.defineProperty(storage, 'setAlarm', {
      value: (...when: Parameters<typeof setAlarm>) => {
        this.#alarms++;
        this.#alarmAt = Number(when[0]);
        return setAlarm(...when);
      },
    });
  }

  /** Takes the alarm that was armed last, if it is due by a moment: whoever takes it fires it. ms since the epoch */
  takeAlarm(by: number): number | undefined {
    const at = this.#alarmAt;
    if (at === undefined || at > by) return undefined;
    this.#alarmAt = undefined;
    return at;
  }

  /** The counts since the last time; a cursor knows its own when it has been read to its end, so it is asked late. */
  take(): RowCount {
    const count = {
      written: this.#cursors.reduce((sum, cursor) => sum + cursor.rowsWritten, 0),
      read: this.#cursors.reduce((sum, cursor) => sum + cursor.rowsRead, 0),
      alarms: this.#alarms,
    };
    this.#cursors = [];
    this.#alarms = 0;
    return count;
  }
}
