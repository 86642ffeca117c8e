import type { DeliveryOutcome } from '../../contract/delivery.ts';
import { redacted } from '../answer.ts';
import { laterAfter, type Try } from '../back-off.ts';

/** Where a conversation with a mail server ended. */
export type SmtpStage = 'connect' | 'tls' | 'greeting' | 'auth' | 'mail' | 'rcpt' | 'data' | 'message';

/** Why a mail server did not take a message. */
export interface SmtpFailure {
  readonly stage: SmtpStage;
  /** What it said, when it said something; `550 5.1.1 No such user`. */
  readonly reply?: string;
  /** Why there is no reply: `time-out`, `network-error …`. */
  readonly reason: string;
  /** The end of the message has gone out, so it may have been taken. */
  readonly isOut: boolean;
}

/**
 * What a failure means for the delivery (RFC 5321, RFC 3463). A reply that begins with 4, and no reply at all, ask to try
 * later; without a reply after the end of the message it may have been taken. A reply that begins with 5 is final: of the
 * recipient that there is no such mailbox (it is gone), of the account or the sender that it is the provider’s fault, of
 * the message that it is refused.
 */
export function outcomeOfSmtp({ stage, reply, reason, isOut }: SmtpFailure, attempted: Try): DeliveryOutcome {
  const [, status = '', enhanced = '', said = ''] =
    /^(\d{3})[ -]?(\d\.\d{1,3}\.\d{1,3})?\s*([\s\S]*)$/.exec(reply ?? '') ?? [];
  if (status === '') {
    const later = laterAfter(`${stage === 'tls' ? 'tls' : 'smtp'} ${reason}`, attempted);
    return isOut ? { ...later, unsure: true } : later;
  }
  const code = `smtp-${status}${enhanced === '' ? '' : ` ${enhanced}`}`;
  const words = redacted(said);
  const why = words === '' ? code : `${code}: ${words}`;
  if (!status.startsWith('5')) return laterAfter(code, attempted);
  const isRecipients = stage === 'rcpt' || stage === 'message';
  // The mailbox is full: it may be emptied.
  if (isRecipients && (enhanced === '5.2.2' || (stage === 'rcpt' && status === '552')))
    return laterAfter(code, attempted);
  if (isRecipients && isGone(stage, status, enhanced)) return { kind: 'gone', reason: why, suppress: 'bounce' };
  const isProviders = !isRecipients && stage !== 'data';
  const isPolicy = stage === 'rcpt' && (enhanced.startsWith('5.7.') || status === '530' || status === '535');
  return isProviders || isPolicy || SENDERS.has(enhanced)
    ? { kind: 'refused', reason: why, fault: 'provider' }
    : { kind: 'refused', reason: why };
}

/** By the enhanced code when there is one, for many servers say 550 to everything; else by the code. */
function isGone(stage: SmtpStage, status: string, enhanced: string): boolean {
  if (enhanced !== '') return NO_MAILBOX.has(enhanced);
  return stage === 'rcpt' && (status === '550' || status === '551' || status === '553');
}

/** No such mailbox, domain or place any more; moved; turned off. */
const NO_MAILBOX: ReadonlySet<string> = new Set([
  '5.1.0',
  '5.1.1',
  '5.1.2',
  '5.1.3',
  '5.1.4',
  '5.1.6',
  '5.1.9',
  '5.1.10',
  '5.2.1',
]);
/** It is the sender’s address that is wrong. */
const SENDERS: ReadonlySet<string> = new Set(['5.1.7', '5.1.8', '5.7.60']);
