import { sendFcm } from '../../src/channels/mobile-push/send-fcm.ts';
import { sendSlack } from '../../src/channels/slack/send.ts';
import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery } from '../../src/contract/delivery.ts';
import type { FcmProvider } from '../../src/contract/provider.ts';

/** What a test posts to this Worker: one try, to be made from inside workerd over the real network. */
export interface AddressedOrder {
  readonly delivery: AddressedDelivery;
  /** Without one it goes to an incoming webhook. */
  readonly provider?: FcmProvider;
  readonly around: Surroundings;
}

/** A Worker that does nothing but send what it is told and answer with the outcome. */
export default {
  async fetch(request) {
    const { delivery, provider, around } = await request.json<AddressedOrder>();
    return Response.json(await (provider ? sendFcm(delivery, provider, around) : sendSlack(delivery, around)));
  },
} satisfies ExportedHandler;
