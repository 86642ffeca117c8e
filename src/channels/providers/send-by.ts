import type { AddressedDelivery, DeliveryOutcome } from '../../contract/delivery.ts';
import type { ProviderDefinition } from '../../contract/provider.ts';
import { sendEmail } from '../email/send-email.ts';
import { sendFcm } from '../mobile-push/send-fcm.ts';
import { sendTwilio } from '../sms/send-twilio.ts';
import type { Surroundings } from '../surroundings.ts';
import { sendWebhook } from '../webhook/send-webhook.ts';

/** One try of a delivery by a provider, whose secrets are open; a new kind does not compile until it is here. */
export async function sendBy(
  delivery: AddressedDelivery,
  provider: ProviderDefinition,
  around: Surroundings,
): Promise<DeliveryOutcome> {
  switch (provider.kind) {
    case 'smtp':
    case 'resend':
    case 'cloudflare-email':
      return sendEmail(delivery, provider, around);
    case 'twilio':
      return sendTwilio(delivery, provider, around);
    case 'fcm':
      return sendFcm(delivery, provider, around);
    case 'webhook':
      return sendWebhook(delivery, provider, around);
  }
}
