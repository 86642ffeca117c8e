import type { SuppressedChannel, SuppressionReason } from '../../contract/suppression.ts';

/** What a provider tells in a call back, as far as anything follows from it. */
export type CallbackNews =
  | {
      readonly kind: 'suppress';
      readonly channel: SuppressedChannel;
      readonly address: string;
      readonly reason: SuppressionReason;
    }
  | { readonly kind: 'release'; readonly channel: SuppressedChannel; readonly address: string }
  /** A message has arrived at its device or mailbox. */
  | { readonly kind: 'arrived'; readonly message?: ArrivedMessage };

/** The delivery that arrived, when the call back itself says which. */
export interface ArrivedMessage {
  readonly member: string;
  readonly notification: string;
  readonly device: string;
}
