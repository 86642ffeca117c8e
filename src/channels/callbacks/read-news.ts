import type { ProviderDefinition } from '../../contract/provider.ts';
import type { CallbackNews } from './news.ts';
import { resendNews } from './resend-news.ts';
import { twilioNews } from './twilio-news.ts';
import { isSignedByTwilio } from './twilio-signature.ts';

/** A call back as it came. */
export interface Callback {
  /** The address it was posted to, as the provider knows it. */
  readonly url: string;
  readonly headers: Headers;
  readonly body: string;
}

/**
 * What a provider tells, by the signature that its kind makes; undefined when it has not signed this, or kinds as it sign
 * nothing.
 */
export function readNews(
  provider: ProviderDefinition,
  { url, headers, body }: Callback,
): readonly CallbackNews[] | undefined {
  switch (provider.kind) {
    case 'twilio': {
      const form = new URLSearchParams(body);
      const signature = headers.get('X-Twilio-Signature') ?? '';
      if (provider.authToken === undefined || !isSignedByTwilio(url, form, signature, provider.authToken))
        return undefined;
      return twilioNews(form);
    }
    case 'resend':
      return provider.signingSecret === undefined ? undefined : resendNews(body, headers, provider.signingSecret);
    case 'smtp':
    case 'cloudflare-email':
    case 'fcm':
    case 'webhook':
      return undefined;
  }
}
