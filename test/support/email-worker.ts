import { plainTextOf } from '../../src/channels/email/plain-text.ts';
import { sendEmail } from '../../src/channels/email/send-email.ts';
import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery } from '../../src/contract/delivery.ts';
import type { ResendProvider, SmtpProvider } from '../../src/contract/provider.ts';

/** What a test posts to this Worker: one try, to be made from inside workerd over the real network. */
export interface EmailOrder {
  readonly delivery: AddressedDelivery;
  readonly provider: SmtpProvider | ResendProvider;
  readonly around: Surroundings;
}

/** A Worker that does nothing but send what it is told and answer with the outcome; or reads HTML as text. */
export default {
  async fetch(request) {
    const order = await request.json<EmailOrder | { readonly html: string }>();
    if ('html' in order) return Response.json(plainTextOf(order.html));
    return Response.json(await sendEmail(order.delivery, order.provider, order.around));
  },
} satisfies ExportedHandler;
