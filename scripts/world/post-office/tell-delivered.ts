import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isLoopback } from '../../../src/platform/plain-url.ts';

/** Whom a message was sent for. */
export interface Account {
  readonly sid: string;
  /** What it signs in with, and what is called back is signed with. */
  readonly token: string;
}

/** ms that a message is on its way: who sent it has noted that by then. */
const ON_ITS_WAY = 1_000;
/** ms until a call back is given up. */
const TIME_OUT = 5_000;

/**
 * Calls back that a message has been delivered, signed as Twilio signs ("Validating requests" of its security guide): HMAC
 * of the address and all parameters in order of their names. Only this machine is called; one that does not listen is left.
 */
export async function tellDelivered(
  callback: string,
  { sid, to, from }: { readonly sid: string; readonly to: string; readonly from: string },
  account: Account,
  pause: number = ON_ITS_WAY,
): Promise<void> {
  if (!URL.canParse(callback) || !isLoopback(new URL(callback).hostname)) return;
  const parameters = {
    AccountSid: account.sid,
    From: from,
    MessageSid: sid,
    MessageStatus: 'delivered',
    SmsSid: sid,
    SmsStatus: 'delivered',
    To: to,
  };
  const told = Object.entries(parameters).map(([name, value]) => name + value);
  const signature = createHmac('sha1', account.token)
    .update(callback + told.join(''))
    .digest('base64');
  await sleep(pause, undefined, { ref: false });
  await fetch(callback, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature },
    body: new URLSearchParams(parameters).toString(),
    redirect: 'error',
    signal: AbortSignal.timeout(TIME_OUT),
  }).then(
    (response) => response.body?.cancel(),
    () => undefined,
  );
}
