/** Something that Tower has sent outside, as the post office of the demo world shows it. */
export type Letter = EmailLetter | TextLetter | SlackLetter | PushLetter | WebhookLetter;
export type LetterChannel = Letter['channel'];

export interface EmailLetter {
  readonly channel: 'email';
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  /** Where its List-Unsubscribe header leads. */
  readonly unsubscribe?: string;
}

export interface TextLetter {
  readonly channel: 'sms';
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Messages of the network that it takes. */
  readonly segments: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
}

export interface SlackLetter {
  readonly channel: 'slack';
  readonly to: string;
  readonly text: string;
}

export interface PushLetter {
  readonly channel: 'web-push';
  readonly to: string;
  /** What it says; absent when it was not sealed for the phones of this start. */
  readonly said?: { readonly title: string; readonly body: string };
  /** `Urgency` and `TTL` (s) of RFC 8030. */
  readonly urgency: string;
  readonly ttl: number;
}

export interface WebhookLetter {
  readonly channel: 'webhook';
  readonly to: string;
  /** The type of what happened, such as `notification.sent`. */
  readonly type: string;
  readonly body: unknown;
}

/** A letter that is kept. */
export type Kept = Letter & {
  /** Unique in one outbox; the greater the newer. */
  readonly id: number;
  /** When it came, ms since the epoch. */
  readonly at: number;
};
