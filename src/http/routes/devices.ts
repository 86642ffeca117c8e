import { z } from '@hono/zod-openapi';
import { holdEndpoint, releaseEndpoint } from '../../audience/hold-endpoint.ts';
import { renewalToken } from '../../channels/web-push/renewal-token.ts';
import { checkSubscription, type PushDevice } from '../../channels/web-push/subscription.ts';
import { identityFor } from '../../channels/web-push/vapid.ts';
import { vapidIdentities } from '../../channels/web-push/web-push-config.ts';
import {
  Device,
  type DeviceForm,
  DeviceReceipt,
  DeviceRegistration,
  type PushSubscription,
} from '../../contract/device.ts';
import { readBody } from '../body.ts';
import { type App, type Ctx, objectsOf, ownObject } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { readId } from '../parameters.ts';

const tags = ['My settings'];

export function addDeviceRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/me/devices',
    {
      summary: 'Ring me here: register this browser; again is the same device, and it rings for nobody else any more',
      tags,
      security: 'member',
      body: { schema: DeviceRegistration },
      answer: { status: 200, schema: DeviceReceipt, description: 'The device' },
    },
    async (context) => {
      const { subscription, app, form, applicationServerKey, replaces } = await readBody(context, DeviceRegistration);
      const { id: newId, address, host } = await readSubscription(context, subscription, applicationServerKey);
      const { tenant, member = '' } = context.var.caller;
      const of = objectsOf(context);
      const before = replaces === undefined ? [] : await of.member(member).endpoints();
      const id = await holdEndpoint(of, member, address.endpoint, (claim) =>
        of.member(member).registerDevice(
          {
            ...{ id: newId, kind: 'web-push', address: { ...address, claim }, host },
            form: form ?? formOf(context.req.header('Sec-CH-UA-Mobile'), context.req.header('User-Agent')),
            app: app ?? null,
            createdAt: Date.now(),
          },
          {
            keepsKey: applicationServerKey === undefined,
            ...(replaces === undefined ? {} : { replaces }),
          },
        ),
      );
      const replaced = before.find((each) => each.id === replaces);
      if (replaced && replaced.endpoint !== address.endpoint) await releaseEndpoint(of, member, replaced.endpoint);
      return context.json(receiptOf(context, tenant, member, id ?? newId));
    },
  );

  addRoute(
    app,
    'get',
    '/v1/me/devices',
    {
      summary: 'My devices, without their secrets',
      tags,
      security: 'member',
      answer: { status: 200, schema: z.object({ items: z.array(Device), next: z.null() }), description: 'All devices' },
    },
    async (context) => context.json({ items: await ownObject(context).devices(), next: null }),
  );

  addRoute(
    app,
    'delete',
    '/v1/me/devices/{id}',
    {
      summary: 'Do not ring me there any more',
      tags,
      security: 'member',
      answer: { status: 204, description: 'Forgotten' },
      problems: [404],
    },
    async (context) => {
      const id = readId(context, 'id');
      const known = (await ownObject(context).endpoints()).find((each) => each.id === id);
      const removed = await ownObject(context).removeDevice(id);
      if (!removed) throw new Refused({ kind: 'not-found', what: 'such device' });
      if (known) await releaseEndpoint(objectsOf(context), context.var.caller.member ?? '', known.endpoint);
      return context.body(null, 204);
    },
  );
}

/** Reads a subscription that can be rung, bound to a key of this deployment; refuses with every fault by its path. */
export async function readSubscription(
  context: Ctx,
  subscription: PushSubscription,
  applicationServerKey: string | undefined,
): Promise<PushDevice> {
  const identities = vapidIdentities(context.env);
  const checked = await checkSubscription(subscription, context.env.TOWER_PUSH_ALLOW);
  const faults = checked.ok ? [] : checked.errors;
  const errors = faults.map(({ path, message }) => ({ path: `subscription.${path}`, message }));
  const identity = applicationServerKey === undefined ? identities : identityFor(applicationServerKey, identities);
  if (!identity) {
    errors.push({ path: 'applicationServerKey', message: 'must be the key of `GET /v1/tenants/{tenant}/vapid`' });
  }
  if (!checked.ok || !identity) throw new Refused({ kind: 'invalid', errors });
  const { address, ...device } = checked.device;
  return { ...device, address: { ...address, applicationServerKey: identity.publicKey } };
}

/** The device, and what its service worker may renew it with. */
export function receiptOf(context: Ctx, tenant: string, member: string, device: string): DeviceReceipt {
  return {
    id: device,
    renewal: renewalToken({ tenant, member, device }, context.env.TOWER_TOKEN_KEY, Date.now()),
  };
}

/** What a browser says that it runs on: its client hint, else the word that phones have in their user agent. */
function formOf(mobileHint = '', userAgent = ''): DeviceForm {
  return mobileHint === '?1' || /\bMobi/.test(userAgent) ? 'phone' : 'desktop';
}
