import { z } from '@hono/zod-openapi';
import { checkSubscription } from '../../channels/web-push/subscription.ts';
import { Device, type DeviceForm, DeviceRegistration } from '../../contract/device.ts';
import { readBody } from '../body.ts';
import { type App, ownObject } from '../context.ts';
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
      summary: 'Ring me here: register this browser; again is the same device',
      tags,
      security: 'member',
      body: { schema: DeviceRegistration },
      answer: { status: 200, schema: z.object({ id: z.string() }), description: 'The device' },
    },
    async (context) => {
      const { subscription, app, form } = await readBody(context, DeviceRegistration);
      const checked = await checkSubscription(subscription, context.env.TOWER_PUSH_ALLOW);
      if (!checked.ok) {
        const errors = checked.errors.map(({ path, message }) => ({ path: `subscription.${path}`, message }));
        throw new Refused({ kind: 'invalid', errors });
      }
      const { id, address, host } = checked.device;
      await ownObject(context).registerDevice({
        ...{ id, kind: 'web-push', address, host },
        form: form ?? formOf(context.req.header('Sec-CH-UA-Mobile'), context.req.header('User-Agent')),
        app: app ?? null,
        createdAt: Date.now(),
      });
      return context.json({ id });
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
      const removed = await ownObject(context).removeDevice(readId(context, 'id'));
      if (!removed) throw new Refused({ kind: 'not-found', what: 'such device' });
      return context.body(null, 204);
    },
  );
}

/** What a browser says that it runs on: its client hint, else the word that phones have in their user agent. */
function formOf(mobileHint = '', userAgent = ''): DeviceForm {
  return mobileHint === '?1' || /\bMobi/.test(userAgent) ? 'phone' : 'desktop';
}
