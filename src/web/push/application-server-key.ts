/** The bytes that `pushManager.subscribe` takes of a VAPID key in base64url. */
export function keyBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Whether a subscription was made with a key. */
export function isMadeWith(subscription: PushSubscription, base64url: string): boolean {
  const made = subscription.options.applicationServerKey;
  const bytes = made && new Uint8Array(made);
  const wanted = keyBytes(base64url);
  return bytes?.length === wanted.length && bytes.every((byte, index) => byte === wanted[index]);
}
