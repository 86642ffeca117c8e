import { z } from '@hono/zod-openapi';
import { holdEndpoint, releaseEndpoint } from '../../audience/hold-endpoint.ts';
import { appOf } from '../../channels/mobile-push/app.ts';
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
import type { StoredDevice } from '../../member/schema.ts';
import { readBody } from '../body.ts';
import { type App, type Ctx, objectsOf, ownObject } from '../context.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';
import { checkNoCursor, readId } from '../parameters.ts';

const tags = ['My settings'];

export function addDeviceRoutes(app: App): void {
  addRoute(
    app,
    'put',
    '/v1/me/devices',
    {
      summary:
        'Ring me here: register this browser or app; again is the same device, and it rings for nobody else any more',
      tags,
      security: 'member',
      body: { schema: DeviceRegistration },
      answer: { status: 200, schema: DeviceReceipt, description: 'The device' },
    },
    async (context) => {
      const registration = await readBody(context, DeviceRegistration);
      const isBrowser = registration.kind === 'web-push';
      const device = isBrowser ? await browserOf(context, registration) : appOf(registration);
      const { tenant, member = '' } = context.var.caller;
      const id = await register(context, device, registration);
      return context.json(isBrowser ? receiptOf(context, tenant, member, id) : ({ id } satisfies DeviceReceipt));
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
    async (context) => {
      checkNoCursor(context);
      return context.json({ items: await ownObject(context).devices(), next: null });
    },
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

/** Keeps a device for its member alone; one that takes the place of another of its kind keeps that one's id. */
async function register(
  context: Ctx,
  device: Omit<StoredDevice, 'createdAt'>,
  { replaces, ...registration }: DeviceRegistration,
): Promise<string> {
  const { member = '' } = context.var.caller;
  const of = objectsOf(context);
  const { endpoint } = device.address;
  const before = replaces === undefined ? [] : await of.member(member).endpoints();
  const keepsKey = registration.kind === 'web-push' && registration.applicationServerKey === undefined;
  const id = await holdEndpoint(of, member, endpoint, (claim) =>
    of
      .member(member)
      .registerDevice(
        { ...device, address: { ...device.address, claim }, createdAt: Date.now() },
        { keepsKey, ...(replaces === undefined ? {} : { replaces }) },
      ),
  );
  const replaced = before.find((each) => each.id === replaces && each.id === id);
  if (replaced && replaced.endpoint !== endpoint) await releaseEndpoint(of, member, replaced.endpoint);
  return id ?? device.id;
}

/** A browser that can be rung, and what it runs on: what it says itself, else what its request tells. */
async function browserOf(
  context: Ctx,
  { kind, subscription, app, form, applicationServerKey }: Extract<DeviceRegistration, { kind: 'web-push' }>,
): Promise<Omit<StoredDevice, 'createdAt'>> {
  const device = await readSubscription(context, subscription, applicationServerKey);
  const told = formOf(context.req.header('Sec-CH-UA-Mobile'), context.req.header('User-Agent'));
  return { ...device, kind, app: app ?? null, form: form ?? told };
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
