import type { PushMessage } from '../../contract/delivery.ts';

/**
 * What fits into one push message: push services take bodies of 4,096 bytes, less 86 of the aes128gcm header, 16 of
 * the tag and 1 of the delimiter (RFC 8188, RFC 8291).
 */
export const MOST_PLAINTEXT_BYTES = 3_993;

/**
 * The JSON our service worker reads: `{id, type, title, body, url, icon?, image?, at, quiet?, again?}`, at most 3,993 bytes of UTF-8.
 *
 * What does not fit is given up in this order, and only as far as needed: the image, the icon, a link of more than
 * 2,500 bytes (it is useless when cut; the service worker then opens the app), the end of the body, the end of the
 * title. Texts are cut between characters as a reader sees them and end in `…`.
 */
export function pushPayload(message: PushMessage): string {
  const { id, type, title, body, url, icon, image, at } = message;
  const how = {
    at,
    ...(message.quiet ? { quiet: true as const } : {}),
    ...(message.again ? { again: true as const } : {}),
  };
  const withIcon = icon === undefined ? {} : { icon };
  const withImage = image === undefined ? {} : { image };
  const link = jsonBytes(url) > MOST_LINK_BYTES ? '' : url;
  const candidates: readonly PushMessage[] = [
    { id, type, title, body, url, ...withIcon, ...withImage, ...how },
    { id, type, title, body, url, ...withIcon, ...how },
    { id, type, title, body, url, ...how },
    { id, type, title, body, url: link, ...how },
  ];
  for (const candidate of candidates) {
    const payload = JSON.stringify(candidate);
    if (Buffer.byteLength(payload) <= MOST_PLAINTEXT_BYTES) return payload;
  }
  return shortened({ id, type, title, body, url: link, ...how });
}

const MOST_LINK_BYTES = 2_500;
const ELLIPSIS = '…';

function shortened(message: PushMessage): string {
  const withoutBody = JSON.stringify({ ...message, body: '' });
  const leftForBody = MOST_PLAINTEXT_BYTES - Buffer.byteLength(withoutBody);
  if (leftForBody >= 0) return JSON.stringify({ ...message, body: cut(message.body, leftForBody) });

  const withoutTexts = JSON.stringify({ ...message, title: '', body: '' });
  const leftForTitle = MOST_PLAINTEXT_BYTES - Buffer.byteLength(withoutTexts);
  return JSON.stringify({ ...message, title: cut(message.title, leftForTitle), body: '' });
}

/** The longest start of a text that, with an ellipsis, takes at most so many bytes inside a JSON string. */
function cut(text: string, bytes: number): string {
  if (jsonBytes(text) <= bytes) return text;
  let left = bytes - jsonBytes(ELLIPSIS);
  if (left < 0) return '';
  let start = '';
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    left -= jsonBytes(segment);
    if (left < 0) break;
    start += segment;
  }
  return start + ELLIPSIS;
}

/** Bytes of a text inside a JSON string, escapes counted and quotes not. */
function jsonBytes(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}
