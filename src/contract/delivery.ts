import type { InterruptingChannel } from './channel.ts';

/** What a device shows; every field is plain text or a URL. */
export interface PushMessage {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly icon?: string;
  readonly image?: string;
  /** When it happened, ms since the epoch. */
  readonly at: number;
  /** Replaces what the device shows already, without ringing. */
  readonly quiet?: true;
  /** Rings although the device may show it still: a reminder. */
  readonly again?: true;
}

/** The address of a browser: its push subscription (RFC 8030, RFC 8291). */
export interface PushAddress {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

/** One notification on one channel to one device. */
export interface Delivery {
  readonly member: string;
  /** Id of the notification; also the push `Topic` and `tag`, so that a repeat replaces instead of stacking. */
  readonly notification: string;
  readonly channel: InterruptingChannel;
  readonly device: string;
  readonly address: PushAddress;
  readonly message: PushMessage;
  readonly urgent: boolean;
  readonly expiresAt?: number;
  /** 1 for the first try. */
  readonly attempt: number;
}

/** What a channel says of one try. */
export type DeliveryOutcome =
  | { readonly kind: 'sent' }
  /** The address does not exist any more: the device is forgotten. */
  | { readonly kind: 'gone' }
  /** Try again at this moment, ms since the epoch. */
  | { readonly kind: 'later'; readonly at: number; readonly reason: string }
  /** Trying again is useless; an operator has to look. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Where a delivery stands. `due` and `later` still need work, the others are final. */
export type DeliveryState = 'due' | 'later' | 'sent' | 'gone' | 'expired' | 'dead' | 'cancelled';

/** A settled try, reported back to the member's object. */
export interface Settlement {
  readonly notification: string;
  readonly device: string;
  readonly outcome: DeliveryOutcome | { readonly kind: 'expired' } | { readonly kind: 'dead'; readonly reason: string };
}

/** How many deliveries changed to each state, by event: what the event's own counts grow by. */
export type Settled = Readonly<Record<string, Readonly<Partial<Record<DeliveryState, number>>>>>;
