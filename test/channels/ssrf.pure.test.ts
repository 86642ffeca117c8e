import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { sendWebPush } from '../../src/channels/web-push/send.ts';
import { checkSubscription } from '../../src/channels/web-push/subscription.ts';
import { pushKeys } from '../support/push-keys.ts';
import { aConfig, aDelivery } from './web-push-samples.ts';

const { p256dh, auth } = pushKeys();
let inside: Server;
let port = 0;
let connections = 0;

beforeAll(async () => {
  // Something on this machine that no push service is; it listens wherever a name of this machine may lead.
  inside = createServer((socket) => {
    connections++;
    socket.destroy();
  }).listen(0);
  await once(inside, 'listening');
  const address = inside.address();
  port = typeof address === 'object' && address ? address.port : 0;
});
afterAll(async () => {
  inside.close();
  await once(inside, 'close');
});

const ENDPOINTS: readonly (readonly [trick: string, endpoint: string])[] = [
  ['loopback', 'http://127.0.0.1:PORT/'],
  ['loopback over https', 'https://127.0.0.1:PORT/'],
  ['the whole loopback range', 'http://127.8.8.8:PORT/'],
  ['this host', 'http://0.0.0.0:PORT/'],
  ['a name of loopback', 'http://localhost:PORT/'],
  ['a longer name of loopback', 'http://push.localhost:PORT/'],
  ['loopback with a final dot', 'http://localhost.:PORT/'],
  ['IPv6 loopback', 'http://[::1]:PORT/'],
  ['IPv6 loopback, written out', 'http://[0:0:0:0:0:0:0:1]:PORT/'],
  ['IPv6 unspecified', 'http://[::]:PORT/'],
  ['mapped', 'http://[::ffff:127.0.0.1]:PORT/'],
  ['mapped, in hex', 'http://[::ffff:7f00:1]:PORT/'],
  ['NAT64', 'http://[64:ff9b::7f00:1]:PORT/'],
  ['6to4', 'http://[2002:7f00:1::]:PORT/'],
  ['decimal', 'http://2130706433:PORT/'],
  ['hex', 'http://0x7f000001:PORT/'],
  ['hex by parts', 'http://0x7f.0x0.0x0.0x1:PORT/'],
  ['octal', 'http://0177.0.0.1:PORT/'],
  ['shortened', 'http://127.1:PORT/'],
  ['full-width digits', 'http://１２７.0.0.1:PORT/'],
  ['circled digits', 'http://①②⑦.⓪.⓪.①:PORT/'],
  ['ideographic full stops', 'http://127。0。0。1:PORT/'],
  ['percent-encoded', 'http://%31%32%37.0.0.1:PORT/'],
  ['a private network', 'https://10.0.0.1/'],
  ['another private network', 'https://172.16.0.1/'],
  ['a home network', 'https://192.168.1.1/'],
  ['a shared network', 'https://100.64.0.1/'],
  ['link-local metadata', 'http://169.254.169.254/latest/meta-data'],
  ['IPv6 metadata', 'http://[fd00:ec2::254]/latest/meta-data'],
  ['IPv6 link-local', 'http://[fe80::1]:PORT/'],
  ['a name of metadata', 'http://metadata.google.internal/computeMetadata/v1/'],
  ['a name that leads to loopback', 'https://127.0.0.1.nip.io:PORT/'],
  ['a service as user', 'http://fcm.googleapis.com@127.0.0.1:PORT/'],
  ['a service as user and password', 'http://fcm.googleapis.com:443@127.0.0.1:PORT/'],
  ['a service as user, with a backslash', 'http://127.0.0.1:PORT\\@fcm.googleapis.com/'],
  ['a tab in the host', 'http://127.0.0.\t1:PORT/'],
  ['a line feed in the host', 'http://127.0.0.1\n:PORT/'],
  ['another port of a service', 'https://fcm.googleapis.com:PORT/'],
  ['a look-alike', 'https://fcm.googleapis.com.example.com/'],
  ['a look-alike with a Cyrillic letter', 'https://fсm.googleapis.com/'],
  ['a look-alike in punycode', 'https://xn--fm-8cd.googleapis.com/'],
  ['a file', 'file:///etc/passwd'],
  ['gopher', 'gopher://127.0.0.1:PORT/_POST'],
  ['a CR/LF', 'https://fcm.googleapis.com/a\r\nHost: 127.0.0.1'],
];

describe('an endpoint that is none of a push service', () => {
  test.for(ENDPOINTS)('%s: %j is neither stored nor sent to', async ([, template], { expect }) => {
    const endpoint = template.replace('PORT', String(port));
    const checked = await checkSubscription({ endpoint, keys: { p256dh, auth } }, '');
    expect(checked).toMatchObject({ ok: false, errors: [{ path: 'endpoint' }] });
    const outcome = await sendWebPush(aDelivery({ endpoint, p256dh, auth }), aConfig('', { timeout: 500 }), Date.now());
    expect(outcome).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^endpoint must/) });
    expect(connections).toBe(0);
  });

  test('the listener of this test is there: a service that is allowed is connected to', async ({ expect }) => {
    const allow = `127.0.0.1:${port}`;
    const delivery = aDelivery({ endpoint: `http://${allow}/`, p256dh, auth });
    expect(await sendWebPush(delivery, aConfig(allow, { timeout: 500 }), Date.now())).toMatchObject({ kind: 'later' });
    expect(connections).toBeGreaterThan(0);
  });
});
