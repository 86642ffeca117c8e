import type { PushMessage } from '../../contract/delivery.ts';

/** Options of `showNotification`, those included that the DOM types do not list yet. */
export interface ShownOptions {
  readonly body: string;
  readonly tag: string;
  readonly icon: string;
  readonly image?: string;
  readonly timestamp?: number;
  /** Without sound or vibration: it only changes what is shown already. */
  readonly silent?: true;
  /** Rings although it replaces one that is shown still. */
  readonly renotify?: true;
  readonly data: ShownData;
}

/** What a shown notification carries to its click. `id` is absent when its payload could not be read. */
export interface ShownData {
  readonly id?: string;
  readonly url: string;
}

/** What the service worker tells the open pages. */
export type WorkerMessage =
  | { readonly kind: 'shown'; readonly id: string | undefined }
  | { readonly kind: 'clicked'; readonly id: string | undefined; readonly url: string }
  | { readonly kind: 'subscription-changed' };

const ICON = '/icon-192.png';

/**
 * What to show for the text of a push message. Something is shown for every text: a browser takes the permission away
 * from a service worker that stays silent. The tag is the notification's id, so a repeat replaces instead of stacking.
 */
export function notificationOf(
  text: string,
  origin: string,
): { readonly title: string; readonly options: ShownOptions } {
  const message = readMessage(text);
  if (!message) {
    return {
      title: 'New notification',
      options: {
        body: 'Open Tower to read it.',
        tag: 'tower-unreadable',
        icon: origin + ICON,
        data: { url: `${origin}/` },
      },
    };
  }
  const image = pictureUrl(message.image, origin);
  return {
    title: message.title,
    options: {
      body: message.body,
      tag: message.id,
      icon: pictureUrl(message.icon, origin) ?? origin + ICON,
      ...(image === undefined ? {} : { image }),
      timestamp: message.at,
      ...(message.quiet ? { silent: true } : {}),
      ...(message.again ? { renotify: true } : {}),
      data: { id: message.id, url: sameOrigin(message.url, origin) },
    },
  };
}

/** The URL itself when it stays on this origin, and the page otherwise: a push never leads to another site. */
export function sameOrigin(url: string, origin: string): string {
  const target = URL.parse(url || '/', origin);
  return target?.origin === origin ? target.href : `${origin}/`;
}

function readMessage(text: string): PushMessage | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return undefined;
    const {
      id,
      type,
      title,
      body: words,
      url,
      icon,
      image,
      at,
      quiet,
      again,
    } = body as Partial<Record<keyof PushMessage, unknown>>;
    if (typeof id !== 'string' || typeof title !== 'string' || title === '') return undefined;
    return {
      id,
      type: textOf(type),
      title,
      body: textOf(words),
      url: textOf(url),
      icon: textOf(icon),
      image: textOf(image),
      at: typeof at === 'number' && Number.isFinite(at) ? at : Date.now(),
      ...(quiet === true ? { quiet } : {}),
      ...(again === true ? { again } : {}),
    };
  } catch {
    return undefined;
  }
}

function pictureUrl(url: string | undefined, origin: string): string | undefined {
  if (!url) return undefined;
  const target = URL.parse(url, origin);
  return target && (target.protocol === 'https:' || target.origin === origin) ? target.href : undefined;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');
