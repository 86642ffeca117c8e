import type { DeviceReceipt, PushSubscription as SubscriptionBody } from '../../contract/device.ts';
import { forgetRenewal, keepRenewal, readRenewal } from './kept-renewal.ts';
import { postFromWorker } from './post-from-worker.ts';

/**
 * The browser has ended this worker's subscription: subscribes again with the key that is kept and tells the server, which
 * knows the device by its renewal token. `renewed` is what the browser has subscribed to already, if it has. Answers
 * whether the server knows: when not, a page has to register this browser again.
 */
export async function renewSubscription(
  registration: ServiceWorkerRegistration,
  renewed: PushSubscription | null | undefined,
): Promise<boolean> {
  const kept = await readRenewal();
  if (!kept) return false;
  const { token, applicationServerKey } = kept;
  const subscription =
    renewed ?? (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  const body = { token, applicationServerKey, subscription: subscription.toJSON() as SubscriptionBody };
  const answer = await postFromWorker('/v1/push/renewals', body);
  if (answer?.ok) {
    const { renewal } = (await answer.json()) as DeviceReceipt;
    if (renewal !== undefined) {
      await keepRenewal({ token: renewal, applicationServerKey, endpoint: subscription.endpoint });
    }
    return true;
  }
  // The member has removed this device, or the token is none any more: it is of no use again.
  if (answer && (answer.status === 401 || answer.status === 404)) await forgetRenewal();
  return false;
}

/** Whether the browser has a subscription that the server was never told of: an earlier renewal did not get through. */
export async function isUntold(subscription: PushSubscription | null): Promise<boolean> {
  const kept = await readRenewal();
  return kept !== undefined && subscription !== null && kept.endpoint !== subscription.endpoint;
}
