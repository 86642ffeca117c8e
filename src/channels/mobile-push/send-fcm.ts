import type { AddressedDelivery } from '../../contract/delivery.ts';
import type { FcmProvider } from '../../contract/provider.ts';
import { type Asked, ask } from '../ask.ts';
import { deliveryKey } from '../delivery-key.ts';
import { reportToken } from '../report-token.ts';
import type { Send, Surroundings } from '../surroundings.ts';
import { accessToken, refusedToken } from './access-token.ts';
import { FCM_HOSTS } from './fcm-hosts.ts';
import { fcmMessage } from './fcm-message.ts';
import { isTokenRefused, outcomeOfFcm } from './fcm-outcome.ts';

/**
 * One try to deliver one notification to one app through Firebase Cloud Messaging (HTTP v1), which hands what is for Apple's
 * devices to APNs. A token of the service account that is refused for its age is replaced, and the message posted once more.
 */
export const sendFcm: Send<FcmProvider> = async (delivery, provider, around) => {
  const { attempt } = delivery;
  const attempted = { attempt, now: around.now, key: deliveryKey(delivery) };
  const body = bodyOf(delivery, around);

  const first = await accessToken(provider, around);
  if (first.kind === 'none') return first.outcome;
  const asked = await post(provider, first.token, body, around);
  if (!isTokenRefused(asked) || !refusedToken(provider, first.token, around.now)) return outcomeOfFcm(asked, attempted);

  const second = await accessToken(provider, around);
  if (second.kind === 'none') return second.outcome;
  return outcomeOfFcm(await post(provider, second.token, body, around), attempted);
};

function bodyOf(delivery: AddressedDelivery, { tenant, tokenKey, now }: Surroundings): string {
  const report = reportToken({ ...delivery, tenant }, tokenKey, now);
  return JSON.stringify({ message: fcmMessage(delivery, report, now) });
}

function post({ baseUrl, projectId }: FcmProvider, token: string, body: string, around: Surroundings): Promise<Asked> {
  const url = `${baseUrl.replace(/\/+$/, '')}/v1/projects/${projectId}/messages:send`;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return ask(url, { method: 'POST', headers, body }, FCM_HOSTS, around);
}
