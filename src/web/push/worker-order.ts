/** What a page tells the service worker. The two share no code: a service worker that imports runs in few browsers. */
export type WorkerOrder =
  /** This browser was registered. */
  | { readonly kind: 'keep-renewal'; readonly renewal: KeptRenewal }
  /** It rings for nobody any more. */
  | { readonly kind: 'forget-renewal' }
  /** A page has opened: time to make good what was not told to the server. */
  | { readonly kind: 'check-renewal' };

/** What the service worker needs to renew this browser's subscription by itself. */
export interface KeptRenewal {
  /** `renewal` of the device's receipt. */
  readonly token: string;
  /** The VAPID key that it subscribed with, base64url. */
  readonly applicationServerKey: string;
  /** The endpoint that the server knows: when the browser has another one, it has still to be told. */
  readonly endpoint: string;
}
