import type { PushPayload } from '../../contract/delivery.ts';
import { linkTarget } from './link-target.ts';
import { readPayload } from './read-payload.ts';

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
  readonly actions?: readonly { readonly action: string; readonly title: string }[];
  readonly data: ShownData;
}

/** What a shown notification carries to its click. `id` is absent when its payload could not be read. */
export interface ShownData {
  readonly id?: string;
  readonly url: string;
  /** Where each action leads. */
  readonly actions?: Readonly<Record<string, string>>;
  /** Token for reports of what becomes of it. */
  readonly report?: string;
}

/** What to do about a push message. */
export interface Shown {
  readonly title: string;
  readonly options: ShownOptions;
  /** For the icon of the app; undefined leaves it as it is. */
  readonly badge?: number;
}

/** What the service worker tells the open pages. */
export type WorkerMessage =
  | { readonly kind: 'shown'; readonly id: string | undefined }
  | { readonly kind: 'clicked'; readonly id: string | undefined; readonly url: string }
  /** `renewed`: the server knows of it; otherwise a page has to tell. */
  | { readonly kind: 'subscription-changed'; readonly renewed: boolean };

const ICON = '/icon-192.png';

/**
 * What to show for the text of a push message. Something is shown for every text: a browser takes the permission away
 * from a service worker that stays silent. The tag is the notification's id, so a repeat replaces instead of stacking.
 */
export function notificationOf(text: string, origin: string): Shown {
  const message = readPayload(text);
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
  const { id, title, body, at, badge, report, quiet, again } = message;
  const image = pictureUrl(message.image, origin);
  const actions = actionsOf(message, origin);
  return {
    title,
    options: {
      body,
      tag: id,
      icon: pictureUrl(message.icon, origin) ?? origin + ICON,
      ...(image === undefined ? {} : { image }),
      timestamp: at,
      ...(quiet ? { silent: true } : {}),
      ...(again ? { renotify: true } : {}),
      ...actions.shown,
      data: {
        id,
        url: linkTarget(message.url, origin, message.origins),
        ...actions.data,
        ...(report === undefined ? {} : { report }),
      },
    },
    ...(badge === undefined ? {} : { badge }),
  };
}

/** Where a click leads: on an action of it, or on the notification itself. */
export function clickTarget({ url, actions = {} }: ShownData, action: string): string {
  return Object.hasOwn(actions, action) ? (actions[action] ?? url) : url;
}

function actionsOf({ actions = [], origins }: PushPayload, origin: string): ActionParts {
  if (actions.length === 0) return { shown: {}, data: {} };
  return {
    shown: { actions: actions.map(({ id, title }) => ({ action: id, title })) },
    data: { actions: Object.fromEntries(actions.map(({ id, url }) => [id, linkTarget(url, origin, origins)])) },
  };
}

interface ActionParts {
  readonly shown: Pick<ShownOptions, 'actions'>;
  readonly data: Pick<ShownData, 'actions'>;
}

function pictureUrl(url: string | undefined, origin: string): string | undefined {
  if (!url) return undefined;
  const target = URL.parse(url, origin);
  return target && (target.protocol === 'https:' || target.origin === origin) ? target.href : undefined;
}
