import type { CloudflareEmailProvider, ResendProvider, SmtpProvider } from '../../contract/provider.ts';
import type { Send } from '../surroundings.ts';
import { sendCloudflare } from './send-cloudflare.ts';
import { sendResend } from './send-resend.ts';
import { sendSmtp } from './send-smtp.ts';

/** Providers of emails. */
export type EmailProvider = SmtpProvider | ResendProvider | CloudflareEmailProvider;

/** One try to send an email through one provider; a new kind does not compile until it is here. */
export const sendEmail: Send<EmailProvider> = async (delivery, provider, around) => {
  if (!ADDRESS.test(delivery.address.endpoint)) return { kind: 'gone', reason: 'no address that can be written' };
  switch (provider.kind) {
    case 'smtp':
      return sendSmtp(delivery, provider, around);
    case 'resend':
      return sendResend(delivery, provider, around);
    case 'cloudflare-email':
      return sendCloudflare(delivery, provider, around);
  }
};

/** One address and nothing beside it: no spaces, lists, comments, quotation marks or control characters. */
const ADDRESS = /^[^\s\p{Cc}\p{Zl}\p{Zp}<>()[\]:;,"\\@]{1,64}@[^\s\p{Cc}\p{Zl}\p{Zp}<>()[\]:;,"\\@]{1,253}$/u;
