import { holdEndpoint, releaseEndpoint } from '../../audience/hold-endpoint.ts';
import { publishLifts } from '../../audience/publish-lifts.ts';
import { readReportToken } from '../../channels/report-token.ts';
import { readRenewalToken } from '../../channels/web-push/renewal-token.ts';
import { announce } from '../../channels/webhook/announce.ts';
import { happenedBy } from '../../channels/webhook/happened.ts';
import { DeviceReceipt } from '../../contract/device.ts';
import { toMillis } from '../../contract/identifier.ts';
import { PushRenewal, PushReport } from '../../contract/push.ts';
import { stubs } from '../../platform/stubs.ts';
import { countResponses } from '../../registry/rhythm.ts';
import { readBody } from '../body.ts';
import type { App } from '../context.ts';
import { countArrival } from '../count-arrival.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { readSubscription, receiptOf } from './devices.ts';

const tags = ['Push'];

/** What a service worker says while no page is open. It has no member's token: what it may say is in the one it was given. */
export function addPushRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/push/reports',
    {
      summary: 'Tell that a push arrived, was clicked or was swept away; a repeat changes nothing',
      tags,
      security: 'public',
      body: { schema: PushReport },
      answer: { status: 204, description: 'Taken, if it is of something that is still known' },
      problems: [401],
    },
    async (context) => {
      const { token, what, at } = await readBody(context, PushReport);
      const now = Date.now();
      const push = readReportToken(token, context.env.TOWER_TOKEN_KEY, now);
      if (!push) throw new Refused({ kind: 'unauthorized', detail: 'The report token is not valid or has expired' });
      const { tenant, member, notification, device, sentAt } = push;
      const of = stubs(context.env, tenant);
      const answer = await of.member(member).reportPush({ notification, device, what, at: toMillis(at), sentAt }, now);
      if (answer) {
        const { hours, lifts, arrived } = answer;
        context.executionCtx.waitUntil(countResponses(of, tenant, hours, now));
        if (arrived) context.executionCtx.waitUntil(countArrival(of, push.notification));
        if (what === 'clicked') {
          const messages = happenedBy(member, [{ action: 'click', notification, time: at }], now);
          context.executionCtx.waitUntil(announce(context.env, of, tenant, messages, now));
        }
        await publishLifts(of, member, lifts, now);
      }
      return context.body(null, 204);
    },
  );

  addRoute(
    app,
    'post',
    '/v1/push/renewals',
    {
      summary: 'Tell of the new subscription of a device whose old one has ended; it keeps its id',
      tags,
      security: 'public',
      body: { schema: PushRenewal },
      answer: { status: 200, schema: DeviceReceipt, description: 'The device, and a new token' },
      problems: [401, 404],
    },
    async (context) => {
      const { token, subscription, applicationServerKey } = await readBody(context, PushRenewal);
      const renewable = readRenewalToken(token, context.env.TOWER_TOKEN_KEY, Date.now());
      if (!renewable) {
        throw new Refused({ kind: 'unauthorized', detail: 'The renewal token is not valid or has expired' });
      }
      const { address, host } = await readSubscription(context, subscription, applicationServerKey);
      const { tenant, member, device } = renewable;
      const of = stubs(context.env, tenant);
      const before = (await of.member(member).endpoints()).find(({ id }) => id === device);
      if (!before) throw new Refused({ kind: 'not-found', what: 'such device' });
      const id = await holdEndpoint(of, member, address.endpoint, async (claim) => {
        const renewed = await of.member(member).renewDevice(device, { address: { ...address, claim }, host });
        return renewed ? device : undefined;
      });
      if (id === undefined) throw new Refused({ kind: 'not-found', what: 'such device' });
      if (before.endpoint !== address.endpoint) await releaseEndpoint(of, member, before.endpoint);
      return context.json(receiptOf(context, tenant, member, id));
    },
  );
}
