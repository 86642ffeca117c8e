import type { InterruptingChannel } from './channel.ts';
import type { SuppressionReason } from './suppression.ts';

/** What a notification says, on whatever channel. */
export interface Message extends PushMessage {
  /** A member cannot turn its type off. */
  readonly mandatory?: true;
  /** The category of its type, which a member can turn off as a whole. */
  readonly category?: string;
  /** The language of its words (BCP 47); English when it does not say. */
  readonly locale?: string;
  /** What its type says in an email instead of title and body; of one notification, never of a group or a digest. */
  readonly email?: EmailContent;
  /** What its type says in a short message instead of title and body; likewise. */
  readonly sms?: string;
}

/** The texts of an email, filled in; a missing one is made of title and body. */
export interface EmailContent {
  readonly subject?: string;
  /** What lists of messages show beside the subject. */
  readonly preview?: string;
  /** HTML of the inner part: its values are escaped. The layout of the tenant is put around it when it is sent. */
  readonly html?: string;
  /** Plain text; made of the HTML when missing. */
  readonly text?: string;
}

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

/** Where a member is reached on a channel. */
export interface Address {
  /** What it is known by: a token of an app, an email address, a phone number, a URL; the member's id for webhooks. */
  readonly endpoint: string;
  /** Of all claims to this endpoint the greatest holds it; only of what is registered as a device. */
  readonly claim?: number;
}

/** The address of a browser: its push subscription (RFC 8030, RFC 8291). */
export interface PushAddress extends Address {
  readonly p256dh: string;
  readonly auth: string;
  /** The VAPID key that it subscribed with; absent on devices that were registered before keys could be rotated. */
  readonly applicationServerKey?: string;
}

/** One notification on one channel to one device or address. */
export type Delivery = WebPushDelivery | AddressedDelivery;

/** To a browser. */
export interface WebPushDelivery extends DeliveryBase {
  readonly channel: 'web-push';
  readonly address: PushAddress;
}

/** To an address on any other channel. */
export interface AddressedDelivery extends DeliveryBase {
  readonly channel: Exclude<InterruptingChannel, 'web-push'>;
  readonly address: Address;
}

interface DeliveryBase {
  readonly member: string;
  /** Id of the notification; also the push `Topic` and `tag`, so that a repeat replaces instead of stacking. */
  readonly notification: string;
  /** Id of the device; of an address that the profile tells, the name of its channel. */
  readonly device: string;
  readonly message: Message;
  readonly urgent: boolean;
  readonly expiresAt?: number;
  /** When trying it is given up, ms since the epoch; not before it has been tried once, unless an escalation waits. */
  readonly giveUpAt?: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** How often it has been delivered there before: a reminder is another delivery of the same notification. */
  readonly ring?: number;
  /** The provider that may have taken the last try without saying so: it is asked again before any other. */
  readonly provider?: string;
  /** The moment that its provider gave it when there was no room before, ms since the epoch. */
  readonly slot?: number;
}

/** Why something was not tried: its provider takes only so many a second, and gave it a later moment. */
export const NO_ROOM = 'no-room';

/** What a channel says of one try. */
export type DeliveryOutcome = Sent | Gone | Later | RefusedDelivery;

export interface Sent {
  readonly kind: 'sent';
  /** What the provider calls it, for whoever asks the provider. */
  readonly reference?: string;
  /** Name of the tenant's provider that took it. */
  readonly provider?: string;
}

/** The address does not exist any more, or does not want to hear of us: it is forgotten. */
export interface Gone {
  readonly kind: 'gone';
  readonly reason?: string;
  /** Said of the address itself, whoever's it is: it goes on the list of those that nothing is sent to. */
  readonly suppress?: SuppressionReason;
}

/** Try again at this moment, ms since the epoch. */
export interface Later {
  readonly kind: 'later';
  readonly at: number;
  readonly reason: string;
  /** The provider may have taken it: trying another one could send it twice. */
  readonly unsure?: true;
  /** Nothing was sent, for there was no room for it: it is no try. */
  readonly untried?: true;
  /** The provider that is asked again before any other. */
  readonly provider?: string;
}

/** Trying again is useless; an operator has to look. */
export interface RefusedDelivery {
  readonly kind: 'refused';
  readonly reason: string;
  /**
   * Another provider may take it: it is the fault of this one (credentials, an account that is closed), or the address is
   * another one's (`mismatch`), which says nothing against this one.
   */
  readonly fault?: 'provider' | 'mismatch';
}

/** Where a delivery stands. `due` and `later` still need work, the others are final. */
export type DeliveryState = 'due' | 'later' | 'sent' | 'gone' | 'expired' | 'dead' | 'cancelled';

/** A settled try, reported back to the member's object. */
export interface Settlement {
  readonly notification: string;
  readonly device: string;
  /** The endpoint of the address that was tried: when the device has another one by now, it is not gone. */
  readonly endpoint?: string;
  readonly outcome: DeliveryOutcome | { readonly kind: 'expired' } | { readonly kind: 'dead'; readonly reason: string };
}

/** How many deliveries changed to each state, by event: what the event's own counts grow by. */
export type Settled = Readonly<Record<string, Readonly<Partial<Record<DeliveryState, number>>>>>;
