import type { DeliveryOutcome } from '../../contract/delivery.ts';
import type { FcmProvider } from '../../contract/provider.ts';
import { BoundedMap } from '../../platform/bounded-map.ts';
import { sha256Hex } from '../../platform/hash.ts';
import { laterAfter } from '../back-off.ts';
import { type Surroundings, TIME_OUT } from '../surroundings.ts';
import { exchangeToken } from './token-exchange.ts';

/** A token of a service account, or what becomes of a delivery without one: nothing was sent. */
export type AccessToken =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'none'; readonly outcome: DeliveryOutcome };

/**
 * The token by which messages are sent. It is kept in this isolate's memory until five minutes before its end, and of many
 * who want it at once one asks. After a failure nobody asks for a while: a key that is not taken is not taken a second
 * later either. Never throws.
 */
export async function accessToken(provider: FcmProvider, around: Surroundings): Promise<AccessToken> {
  const account = accountOf(provider);
  const { now } = around;
  if (account.token && now < account.token.until) return { kind: 'token', token: account.token.value };
  if (account.failure && now < account.failure.until) return { kind: 'none', outcome: account.failure.outcome };
  return askedOnce(account, provider, around);
}

/**
 * A token was refused: it is forgotten, so that the next one is asked for. Answers whether another one is worth a try: one
 * that is a minute old at most is not refused for its age, and in place of one that is not kept there is another already.
 */
export function refusedToken(provider: FcmProvider, token: string, now: number): boolean {
  const account = accountOf(provider);
  if (account.token?.value !== token) return true;
  if (now - account.token.since < FRESH) return false;
  delete account.token;
  return true;
}

/** What is known of a service account. Moments in ms since the epoch. */
interface Account {
  readonly key: string;
  token?: { readonly value: string; readonly since: number; readonly until: number };
  failure?: { readonly outcome: DeliveryOutcome; readonly times: number; readonly until: number };
  /** Somebody is asking for a token. */
  asking?: { readonly answer: Promise<AccessToken>; readonly since: number };
}

/** ms before its end that a token is not used any more: a request takes a while, and clocks differ. */
const BEFORE_ITS_END = 300_000;
/** ms */
const FRESH = 60_000;
/** Failures in a row after which the wait grows no more: two minutes at most. */
const MOST_STEPS = 4;
const MOST_ACCOUNTS = 1_000;

/** By what they prove themselves with, so that another key is another account; the oldest leaves first. */
const accounts = new BoundedMap<string, Account>(MOST_ACCOUNTS);

function accountOf({ tokenUrl, clientEmail, privateKey }: FcmProvider): Account {
  const key = sha256Hex(JSON.stringify([tokenUrl, clientEmail, privateKey]));
  const known = accounts.get(key);
  if (known) return known;
  const account: Account = { key };
  accounts.set(key, account);
  return account;
}

/** One request for all who want it. Who has waited in vain, because the request of the one who asked was ended, asks too. */
async function askedOnce(account: Account, provider: FcmProvider, around: Surroundings): Promise<AccessToken> {
  const patience = (around.timeout ?? TIME_OUT) + 1_000;
  if (account.asking && Date.now() - account.asking.since < patience) {
    const answer = await within(account.asking.answer, patience);
    if (answer) return answer;
  }
  const asking = { answer: fetched(account, provider, around), since: Date.now() };
  account.asking = asking;
  try {
    return await asking.answer;
  } finally {
    if (account.asking === asking) delete account.asking;
  }
}

async function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value | undefined> {
  const { promise: passed, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  try {
    return await Promise.race([promise, passed]);
  } finally {
    clearTimeout(timer);
  }
}

async function fetched(account: Account, provider: FcmProvider, around: Surroundings): Promise<AccessToken> {
  const { now } = around;
  const answer = await exchangeToken(provider, around);
  if (answer.kind === 'token') {
    delete account.failure;
    const until = now + answer.seconds * 1_000 - BEFORE_ITS_END;
    account.token = { value: answer.token, since: now, until };
    return { kind: 'token', token: answer.token };
  }
  const times = (account.failure?.times ?? 0) + 1;
  // Drawn anew each time: an account that has drawn a short pause would keep to it for ever.
  const tried = { attempt: Math.min(times, MOST_STEPS), now, key: `${account.key} ${times}` };
  const later = laterAfter(`token: ${answer.reason}`, tried, answer.retryAfter);
  const isLater = answer.kind === 'later';
  const outcome: DeliveryOutcome = isLater ? later : { kind: 'refused', reason: later.reason, fault: 'provider' };
  account.failure = { outcome, times, until: later.at };
  return { kind: 'none', outcome };
}
