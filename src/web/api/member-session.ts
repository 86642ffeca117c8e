import type { Problem } from '../../contract/problem.ts';
import type { Producer } from './producer.ts';

export interface MemberSession {
  readonly member: string;
  /** Asks for a new token now: the one in use was refused. */
  renew(): void;
  stop(): void;
}

export interface SessionOptions {
  readonly producer: Producer;
  readonly member: string;
  readonly onToken: (token: string) => void;
  readonly onProblem: (problem: Problem) => void;
}

/** ms between two tries when a token cannot be had, and at the least between two renewals. */
const PAUSE = 5_000;
/** The part of a token's life after which it is renewed. */
const RENEW_AT = 0.75;
/** Timers longer than this overflow; a token lives an hour at the most anyway. */
const LONGEST = 3_600_000;

/** Keeps a member's token fresh: fetched at once and renewed well before it ends, until stopped. */
export function openMemberSession({ producer, member, onToken, onProblem }: SessionOptions): MemberSession {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let renewAt = 0;
  let asking = false;
  let stopped = false;
  let askedAt = Number.NEGATIVE_INFINITY;

  const ask = async () => {
    if (asking || stopped) return;
    asking = true;
    clearTimeout(timer);
    askedAt = Date.now();
    const answer = await producer.token(member);
    asking = false;
    if (stopped) return;
    const life = answer.ok ? Date.parse(answer.value.expiresAt) - Date.now() : 0;
    const wait = Math.min(LONGEST, Math.max(PAUSE, life * RENEW_AT));
    renewAt = Date.now() + wait;
    timer = setTimeout(ask, wait);
    if (answer.ok) onToken(answer.value.token);
    else onProblem(answer.problem);
  };
  // Timers sleep with the machine: on waking, an overdue token is renewed before it is used.
  const wake = () => {
    if (document.visibilityState === 'visible' && Date.now() >= renewAt) void ask();
  };
  document.addEventListener('visibilitychange', wake);
  void ask();

  return {
    member,
    renew() {
      if (Date.now() - askedAt >= PAUSE) void ask();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake);
    },
  };
}
