import { Webhook } from 'standardwebhooks';

/** A message as it is signed: its id, the moment of this try (ms since the epoch), and the body byte for byte. */
export interface Signable {
  readonly id: string;
  readonly at: number;
  readonly body: string;
}

/**
 * The headers of Standard Webhooks: id, moment, and a signature (`v1`, HMAC-SHA-256) with each secret, so that while a
 * secret is being replaced whoever checks knows one of them.
 */
export function signatureHeaders({ id, at, body }: Signable, secrets: readonly string[]): Record<string, string> {
  const moment = new Date(at);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, moment, body)).join(' '),
  };
}

/** Whether a text is a secret that can sign: `whsec_` and 24 to 64 bytes in base 64, as the specification wants. */
export function isWebhookSecret(text: string): boolean {
  const encoded = /^whsec_((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)$/.exec(text)?.[1] ?? '';
  const { length } = Buffer.from(encoded, 'base64');
  return length >= 24 && length <= 64;
}
