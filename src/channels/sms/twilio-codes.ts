import type { SuppressionReason } from '../../contract/suppression.ts';

/**
 * What an error code of Twilio says of the number that was written to; undefined when it says nothing of it. The same
 * codes are in the answer to a request and in a later call back, which a messaging service prefers.
 */
export function numberFault(code: number): Extract<SuppressionReason, 'stop' | 'invalid'> | undefined {
  if (code === UNSUBSCRIBED) return 'stop';
  return NO_SUCH_MOBILE.has(code) ? 'invalid' : undefined;
}

/** Whether the account, its sender or its permissions are at fault, so that another provider may do it. */
export function isAccountFault(code: number): boolean {
  return OF_THE_ACCOUNT.has(code);
}

/** Whether it is asked to come back later although the status does not say so: a queue is full. */
export function isQueueFull(code: number): boolean {
  return code === 21611 || code === 30001;
}

/** The recipient has said STOP to this sender. */
const UNSUBSCRIBED = 21610;

const NO_SUCH_MOBILE: ReadonlySet<number> = new Set([
  /** Not a phone number, or none that exists. */
  21211, 21217,
  /** A short code. */
  21265,
  /** Not a mobile number; a landline. */
  21614, 21635,
  /** Told by the carrier: unknown or out of service; a landline or a carrier that is not reached. */
  30005, 30006,
]);

const OF_THE_ACCOUNT: ReadonlySet<number> = new Set([
  /** Not active; suspended; credentials. */
  10001, 30002, 20003,
  /** The region is not enabled; the number is not verified by a trial account. */
  21408, 21608,
  /** No sender, or one that is no number, not the account's, not capable, or not for this recipient. */
  21212, 21603, 21606, 21607, 21612, 21659, 21660, 21661,
  /** The messaging service is unknown, or has no senders. */
  21701, 21703, 21705,
  /** The address for calls back is refused. */
  21609,
  /** The sender is not registered with the carriers (A2P 10DLC). */
  30034,
]);
