import { afterEach, describe, test, vi } from 'vitest';
import { reportToken } from '../../src/channels/report-token.ts';
import { ask, bindings, newTenant, note, type TestTenant, tokenOf, until } from '../http/world.ts';
import { type PushKeys, pushKeys } from '../support/push-keys.ts';

afterEach(() => void vi.unstubAllGlobals());

const ENDPOINT = 'https://fcm.googleapis.com/fcm/send/';
const at = (ms: number) => new Date(ms).toISOString();

/** A member with a browser that was rung by a note; gives what the browser decrypted. */
async function rung(keys: PushKeys = pushKeys()) {
  const pushed: Uint8Array[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    pushed.push(init.body as Uint8Array);
    return new Response(null, { status: 201 });
  });
  const tenant = await newTenant();
  const key = await tokenOf(tenant, 'ada');
  const subscription = {
    endpoint: `${ENDPOINT}${crypto.randomUUID()}`,
    keys: { p256dh: keys.p256dh, auth: keys.auth },
  };
  const device = await ask('PUT', '/v1/me/devices', { key, body: { kind: 'web-push', subscription } });
  const { json } = await tenant.ask('POST', '/v1/events', { body: note(['ada']) });
  const id = String(json.id);
  await countsOf(tenant, id, (counts) => counts.sent === 1);
  const [body = new Uint8Array()] = pushed;
  return { tenant, key, id, device: String(device.json.id), payload: JSON.parse(keys.decrypt(body)) };
}

async function countsOf(tenant: TestTenant, id: string, isIt: (counts: Record<string, number>) => boolean) {
  const read = async () =>
    (await tenant.ask('GET', `/v1/events/${id}`)).json.deliveries as unknown as Record<string, number>;
  return until(read, isIt);
}

const engagementsOf = async (tenant: TestTenant) =>
  (await tenant.ask('GET', '/v1/members/ada/export')).json.engagements as unknown as readonly object[];
const report = (token: unknown, what: unknown, when: unknown = at(Date.now())) =>
  ask('POST', '/v1/push/reports', { body: { token, what, at: when } });

describe('what a service worker reports', () => {
  test('happy: that it arrived is counted with the event, once however often it is said', async ({ expect }) => {
    const { tenant, id, payload } = await rung();
    expect(payload).toMatchObject({ id, badge: 1 });
    for (let time = 0; time < 3; time++) expect((await report(payload.report, 'delivered')).status).toBe(204);
    expect(await countsOf(tenant, id, (counts) => counts.arrived !== undefined)).toEqual({ sent: 1, arrived: 1 });
    expect(await engagementsOf(tenant)).toEqual([]);
  });

  test('happy: a click is an engagement on web-push, marks the entry as read, and says that it arrived', async ({
    expect,
  }) => {
    const { tenant, key, id, payload } = await rung();
    const now = at(Date.now());
    for (let time = 0; time < 2; time++) expect((await report(payload.report, 'clicked', now)).status).toBe(204);
    expect(await engagementsOf(tenant)).toMatchObject([{ action: 'click', target: id, channel: 'web-push' }]);
    expect((await ask('GET', '/v1/me/timeline', { key })).json).toMatchObject({ unread: 0, items: [{ read: true }] });
    expect(await countsOf(tenant, id, (counts) => counts.arrived !== undefined)).toMatchObject({ arrived: 1 });
  });

  test('edge: swept away is a dismissal; a clock that cannot be right gives way to when it was sent', async ({
    expect,
  }) => {
    const { tenant, id, payload } = await rung();
    for (const when of [at(Date.now() + 30 * 86_400_000), at(0)]) await report(payload.report, 'dismissed', when);
    const engagements = await engagementsOf(tenant);
    expect(engagements).toMatchObject([{ action: 'dismiss', target: id, channel: 'web-push' }]);
    expect(Math.abs((engagements[0] as { at: number }).at - Date.now())).toBeLessThan(60_000);
  });

  test('edge: of an erased member nothing is made, and the answer does not tell', async ({ expect }) => {
    const { tenant, payload } = await rung();
    expect((await tenant.ask('DELETE', '/v1/members/ada')).status).toBe(204);
    expect((await report(payload.report, 'clicked')).status).toBe(204);
    expect((await tenant.of.member('ada').export()).engagements).toEqual([]);
  });

  test('refusal: tokens that are none, of another purpose, or changed; and what is no report', async ({ expect }) => {
    const { tenant, id, device, payload } = await rung();
    const push = { tenant: tenant.name, member: 'ada', notification: id, device };
    const forged = reportToken(push, 'another secret', Date.now());
    const old = reportToken(push, bindings.TOWER_TOKEN_KEY, Date.now() - 57 * 86_400_000);
    for (const token of ['x', forged, old, `${payload.report}A`, payload.report.replace('.', '')]) {
      expect((await report(token, 'clicked')).status).toBe(401);
    }
    expect((await report(payload.report, 'eaten')).status).toBe(400);
    expect((await report(payload.report, 'clicked', 'yesterday')).status).toBe(400);
    expect((await report(7, 'clicked')).status).toBe(400);
    expect(await engagementsOf(tenant)).toEqual([]);
  });
});
