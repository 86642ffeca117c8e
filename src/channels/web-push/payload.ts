import type { PushMessage, PushPayload } from '../../contract/delivery.ts';
import { cut, jsonBytes } from '../cut.ts';

/**
 * What fits into one push message: push services take bodies of 4,096 bytes, less 86 of the aes128gcm header, 16 of
 * the tag and 1 of the delimiter (RFC 8188, RFC 8291).
 */
export const MOST_PLAINTEXT_BYTES = 3_993;

/** What the deployment adds to every message. */
export interface PayloadExtras {
  /** Token for the service worker's reports. */
  readonly report?: string;
  /** Origins beside the app's own that links may lead to, such as `https://shop.example.com`. */
  readonly origins?: readonly string[];
}

/**
 * The JSON our service worker reads: `{id, type, title, body, url, icon?, image?, actions?, at, badge?, quiet?, again?,
 * report?, origins?}`, at most 3,993 bytes of UTF-8.
 *
 * What does not fit is given up in this order, and only as far as needed: the image, the icon, the actions, a link of more
 * than 2,500 bytes less those of the report token (it is useless when cut; the service worker then opens the app), the end
 * of the body, the end of the title. Texts are cut between characters as a reader sees them and end in `…`. Who, what,
 * when, the badge and the report token are never given up. Of the origins only those are named that a link needs.
 */
export function pushPayload(message: PushMessage, extras: PayloadExtras = {}): string {
  const { id, type, title, body, url, icon, image, actions = [], at, badge } = message;
  const how = {
    at,
    ...(badge === undefined ? {} : { badge }),
    ...(message.quiet ? { quiet: true as const } : {}),
    ...(message.again ? { again: true as const } : {}),
  };
  const withIcon = icon === undefined ? {} : { icon };
  const withImage = image === undefined ? {} : { image };
  const withActions = actions.length === 0 ? {} : { actions: actions.slice(0, MOST_ACTIONS) };
  const link = jsonBytes(url) > MOST_LINK_BYTES - (extras.report?.length ?? 0) ? '' : url;
  const candidates: readonly PushMessage[] = [
    { id, type, title, body, url, ...withIcon, ...withImage, ...withActions, ...how },
    { id, type, title, body, url, ...withIcon, ...withActions, ...how },
    { id, type, title, body, url, ...withActions, ...how },
    { id, type, title, body, url, ...how },
    { id, type, title, body, url: link, ...how },
  ];
  for (const candidate of candidates) {
    const payload = JSON.stringify(withExtras(candidate, extras));
    if (Buffer.byteLength(payload) <= MOST_PLAINTEXT_BYTES) return payload;
  }
  return shortened(withExtras({ id, type, title, body, url: link, ...how }, extras));
}

/** As many as browsers show. */
const MOST_ACTIONS = 2;
const MOST_LINK_BYTES = 2_500;

function withExtras(message: PushMessage, { report, origins = [] }: PayloadExtras): PushPayload {
  const needed = origins.length === 0 ? [] : origins.filter((origin) => linksOf(message).some(leadsTo(origin)));
  return {
    ...message,
    ...(report === undefined ? {} : { report }),
    ...(needed.length === 0 ? {} : { origins: needed }),
  };
}

function linksOf({ url, actions = [] }: PushMessage): string[] {
  return [url, ...actions.map((action) => action.url)];
}

function leadsTo(origin: string): (link: string) => boolean {
  return (link) => URL.canParse(link) && new URL(link).origin === origin;
}

function shortened(message: PushPayload): string {
  const withoutBody = JSON.stringify({ ...message, body: '' });
  const leftForBody = MOST_PLAINTEXT_BYTES - Buffer.byteLength(withoutBody);
  if (leftForBody >= 0) return JSON.stringify({ ...message, body: cut(message.body, leftForBody, jsonBytes) });

  const withoutTexts = JSON.stringify({ ...message, title: '', body: '' });
  const leftForTitle = MOST_PLAINTEXT_BYTES - Buffer.byteLength(withoutTexts);
  return JSON.stringify({ ...message, title: cut(message.title, leftForTitle, jsonBytes), body: '' });
}
