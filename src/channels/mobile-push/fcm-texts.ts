import type { Message, PushAction } from '../../contract/delivery.ts';
import { cut, jsonBytes } from '../cut.ts';

/** What of a message may be given up for want of room. */
export interface FcmTexts {
  readonly title: string;
  readonly body: string;
  readonly url: string;
  readonly image?: string;
  readonly icon?: string;
  readonly actions: readonly PushAction[];
}

/** Bytes of what reaches a device: 4,096 by FCM and APNs, less what FCM adds of its own for Apple (ids, analytics). */
export const MOST_FCM_BYTES = 4_096 - 256;

/**
 * The texts of a message that fit. `bytesOf` measures the message with such texts, and each text is in it so many `times`.
 *
 * What does not fit is given up in this order, and only as far as needed: the image, the icon, the actions, a link that
 * would leave fewer than 200 bytes for the texts (it is useless when cut; the app then opens as it does), the end of the
 * body, the end of the title. Texts are cut between characters as a reader sees them and end in `…`. Who, what, when, the
 * badge and the report token are never given up.
 */
export function fittingTexts(message: Message, times: number, bytesOf: (texts: FcmTexts) => number): FcmTexts {
  const { title, body, url, icon, image, actions = [] } = message;
  const plain = { title, body, url, actions: [] };
  const withActions = { ...plain, actions: actions.slice(0, MOST_ACTIONS) };
  const withIcon = icon === undefined ? withActions : { ...withActions, icon };
  const withImage = isFetchable(image) ? { ...withIcon, image } : withIcon;
  const fitting = [withImage, withIcon, withActions, plain].find((texts) => bytesOf(texts) <= MOST_FCM_BYTES);
  if (fitting) return fitting;

  const left = (texts: FcmTexts) => Math.floor((MOST_FCM_BYTES - bytesOf(texts)) / times);
  const bare = { ...plain, title: '', body: '' };
  const link = left(bare) < ROOM_FOR_TEXTS ? '' : url;
  const forBody = left({ ...bare, title, url: link });
  if (forBody >= 0) return { ...plain, url: link, body: cut(body, forBody, jsonBytes) };
  return { ...bare, url: link, title: cut(title, left({ ...bare, url: link }), jsonBytes) };
}

/** As many as systems show. */
const MOST_ACTIONS = 3;
const ROOM_FOR_TEXTS = 200;

/** Devices fetch images themselves, Apple's by https alone. */
function isFetchable(image: string | undefined): image is string {
  return image?.startsWith('https://') ?? false;
}
