import type { DeliveryOutcome, WebPushDelivery } from '../../contract/delivery.ts';
import { messageOf } from '../../platform/log.ts';
import { discardAnswer, readAnswer } from '../answer.ts';
import { failureOf } from '../failure.ts';
import { reportToken } from '../report-token.ts';
import { type Fetch, TIME_OUT } from '../surroundings.ts';
import { encryptPush } from './encrypt.ts';
import { checkEndpoint } from './endpoint.ts';
import { pushHeaders } from './headers.ts';
import { outcomeOfAnswer, outcomeOfFailure } from './outcome.ts';
import { type PayloadExtras, pushPayload } from './payload.ts';
import { identityFor, type VapidIdentities, vapidHeader } from './vapid.ts';

/** What a deployment needs to send web push. */
export interface WebPushConfig extends VapidIdentities {
  /** TOWER_PUSH_ALLOW: further push services, see `checkEndpoint`. */
  readonly allow: string;
  /** Whose members these are, and the secret that signs the tokens of reports; nothing is reported when left out. */
  readonly reports?: { readonly tenant: string; readonly secret: string };
  /** Origins beside the app's own that links may lead to. */
  readonly origins?: readonly string[];
  /** ms until a push service that does not answer is given up; 10 s unless told. */
  readonly timeout?: number;
}

/**
 * One try to deliver one notification to one browser: encrypts (RFC 8291), signs (RFC 8292), posts (RFC 8030) and
 * says what came of it. Never follows a redirect, never throws and never logs: a failure of the network is `later`,
 * an address or identity that cannot work is `refused`, and no reason repeats an endpoint. `now` in ms.
 */
export async function sendWebPush(
  delivery: WebPushDelivery,
  config: WebPushConfig,
  now: number,
  fetcher: Fetch = fetch,
): Promise<DeliveryOutcome> {
  const attempted = { attempt: delivery.attempt, now, key: `${delivery.notification} ${delivery.device}` };
  const began = Date.now();
  const prepared = await prepare(delivery, config, now);
  if (!prepared.ok) return { kind: 'refused', reason: prepared.reason };

  let response: Response;
  try {
    response = await fetcher(prepared.endpoint, prepared.request);
  } catch (error) {
    // A try that ran into its time-out has taken a while: the next one is counted from its end.
    const taken = Math.floor((Date.now() - began) / 1_000) * 1_000;
    return outcomeOfFailure(failureOf(error), { ...attempted, now: now + taken });
  }
  const outcome = outcomeOfAnswer(response.status, response.headers.get('Retry-After'), attempted);
  if (outcome.kind !== 'refused') {
    discardAnswer(response);
    return outcome;
  }
  const said = await readAnswer(response);
  return said === '' ? outcome : { kind: 'refused', reason: `${outcome.reason}: ${said}` };
}

type Prepared =
  | { readonly ok: true; readonly endpoint: string; readonly request: RequestInit }
  | { readonly ok: false; readonly reason: string };

async function prepare(delivery: WebPushDelivery, config: WebPushConfig, now: number): Promise<Prepared> {
  const { endpoint, p256dh, auth } = delivery.address;
  const checked = checkEndpoint(endpoint, config.allow);
  if (!checked.ok) return { ok: false, reason: `endpoint ${checked.message}` };

  const identity = identityFor(delivery.address.applicationServerKey, config);
  if (!identity) return { ok: false, reason: 'VAPID identity: it subscribed with a key that is not here any more' };

  let authorization: string;
  try {
    // A token is judged by the push service's clock, so it is signed by the real one, whatever `now` decisions use.
    authorization = vapidHeader(checked.origin, identity, Date.now());
  } catch (error) {
    return { ok: false, reason: `VAPID identity: ${messageOf(error)}` };
  }
  let body: Uint8Array<ArrayBuffer>;
  try {
    body = await encryptPush(p256dh, auth, pushPayload(delivery.message, extrasOf(delivery, config, now)));
  } catch (error) {
    return { ok: false, reason: `subscription keys: ${messageOf(error)}` };
  }
  return {
    ok: true,
    endpoint: checked.endpoint,
    request: {
      method: 'POST',
      headers: pushHeaders(delivery, authorization, now),
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(config.timeout ?? TIME_OUT),
    },
  };
}

function extrasOf(delivery: WebPushDelivery, { reports, origins = [] }: WebPushConfig, now: number): PayloadExtras {
  if (!reports) return { origins };
  return { origins, report: reportToken({ ...delivery, tenant: reports.tenant }, reports.secret, now) };
}
