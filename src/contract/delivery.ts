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
  /** What can be done about it without opening it first; browsers show two. */
  readonly actions?: readonly PushAction[];
  /** When it happened, ms since the epoch. */
  readonly at: number;
  /** How many entries the member has not looked at, this one included: what the app's icon shows. */
  readonly badge?: number;
  /** Replaces what the device shows already, without ringing. */
  readonly quiet?: true;
  /** Rings although the device may show it still: a reminder. */
  readonly again?: true;
}

/** A button of a notification: what it says, and where it leads. */
export interface PushAction {
  readonly id: string;
  readonly title: string;
  readonly url: string;
}

/** The JSON that a push carries to the service worker. */
export interface PushPayload extends PushMessage {
  /** Lets the service worker report what became of it. */
  readonly report?: string;
  /** Other origins that its links may lead to; every other link leads to the app's own page. */
  readonly origins?: readonly string[];
}

/** The address of a browser: its push subscription (RFC 8030, RFC 8291). */
export interface PushAddress {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
  /** The VAPID key that it subscribed with; absent on devices that were registered before keys could be rotated. */
  readonly applicationServerKey?: string;
  /** Of all claims to this endpoint the greatest holds it; absent on devices registered before claims were kept. */
  readonly claim?: number;
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
  /** The address that was tried: when the device has another one by now, it is not gone. */
  readonly endpoint?: string;
  readonly outcome: DeliveryOutcome | { readonly kind: 'expired' } | { readonly kind: 'dead'; readonly reason: string };
}

/** How many deliveries changed to each state, by event: what the event's own counts grow by. */
export type Settled = Readonly<Record<string, Readonly<Partial<Record<DeliveryState, number>>>>>;
