import type { SmtpProvider } from '../../contract/provider.ts';
import { checkMailHost } from '../../registry/outgoing-host.ts';
import { deliveryKey } from '../delivery-key.ts';
import { type Send, TIME_OUT } from '../surroundings.ts';
import { composeEmail } from './compose.ts';
import { submit } from './smtp-client.ts';
import { outcomeOfSmtp } from './smtp-outcome.ts';

/** One try over SMTP: see `submit` for the conversation and `outcomeOfSmtp` for what its end means. */
export const sendSmtp: Send<SmtpProvider> = async (delivery, provider, around) => {
  const checked = checkMailHost(provider, around);
  if (!checked.ok) return { kind: 'refused', reason: `host ${checked.message}`, fault: 'provider' };
  const submitted = await submit(composeEmail(delivery, provider, around), provider, around.timeout ?? TIME_OUT);
  if (submitted.ok) {
    const reference = queueIdOf(submitted.reply);
    return reference === undefined ? { kind: 'sent' } : { kind: 'sent', reference };
  }
  return outcomeOfSmtp(submitted.failure, { attempt: delivery.attempt, now: around.now, key: deliveryKey(delivery) });
};

/** What the server calls the message, as most say it: `queued as 4XyZ`, `id=1abc-2`, or as Amazon does, the id alone. */
function queueIdOf(reply: string): string | undefined {
  const [, said] =
    /\bqueued(?: mail for delivery)? as:? <?([\w.@=+-]{1,100})/i.exec(reply) ??
    /\bid[=:] ?<?([\w.@=+-]{1,100})/i.exec(reply) ??
    /^250 (?:\d\.\d\.\d )?Ok:? ([\w-]{20,100})$/i.exec(reply.trim()) ??
    [];
  return said;
}
