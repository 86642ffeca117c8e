import { basename } from 'node:path';
import type { EventInput } from '../../src/client/events.ts';

/** How the SNAP Higgs data set writes what somebody did, and the notification type it becomes. */
export const ACT_TYPES = { RT: 'retweet', MT: 'mention', RE: 'reply' } as const;
export type ActKind = keyof typeof ACT_TYPES;

/** A line of the file: A retweeted, mentioned or replied to B. */
export interface Act {
  readonly actor: string;
  readonly recipient: string;
  /** Unix seconds. */
  readonly time: number;
  readonly kind: ActKind;
}

const LINE = /^(\S{1,128})\s+(\S{1,128})\s+(\d{1,11})\s+(RT|MT|RE)$/;

/** The act of a line, or undefined when the line is not one. */
export function parseAct(line: string): Act | undefined {
  const [, actor, recipient, time, kind] = LINE.exec(line.trim()) ?? [];
  if (actor === undefined || recipient === undefined) return undefined;
  return { actor, recipient, time: Number(time), kind: kind as ActKind };
}

/** The `source` of a file's events: the same for the packed and the plain file. */
export function sourceOf(file: string): string {
  return `/replay/${encodeURIComponent(basename(file).replace(/\.gz$/, ''))}`;
}

/**
 * The event of an act. Its id is what the act is, plus `ordinal` (0 for the first) among equal lines, so that a file
 * that is replayed again posts the same events.
 */
export function eventOf(act: Act, ordinal: number, source: string): EventInput {
  const { actor, recipient, time, kind } = act;
  return {
    specversion: '1.0',
    id: `${kind}:${time}:${actor}:${recipient}:${ordinal}`.slice(0, 128),
    source,
    type: ACT_TYPES[kind],
    time: new Date(time * 1_000).toISOString(),
    data: { actor, recipients: [recipient] },
  };
}
