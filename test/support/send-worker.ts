import { sendWebPush, type WebPushConfig } from '../../src/channels/web-push/send.ts';
import type { WebPushDelivery } from '../../src/contract/delivery.ts';

/** What a test posts to this Worker: one try, to be made from inside workerd over the real network. */
export interface SendOrder {
  readonly delivery: WebPushDelivery;
  readonly config: WebPushConfig;
  /** ms since the epoch */
  readonly now: number;
}

/** A Worker that does nothing but send what it is told and answer with the outcome. */
export default {
  async fetch(request) {
    const { delivery, config, now } = await request.json<SendOrder>();
    return Response.json(await sendWebPush(delivery, config, now));
  },
} satisfies ExportedHandler;
