import fc from 'fast-check';
import { describe, test } from 'vitest';
import { checkEndpoint } from '../../src/channels/web-push/endpoint.ts';

describe('push services that browsers use', () => {
  test.for([
    ['https://fcm.googleapis.com/fcm/send/dKx:APA91b', 'https://fcm.googleapis.com'],
    ['https://fcm.googleapis.com/wp/dKx:APA91b', 'https://fcm.googleapis.com'],
    ['https://jmt17.google.com/fcm/send/dKx:APA91b', 'https://jmt17.google.com'],
    ['https://updates.push.services.mozilla.com/wpush/v2/gAAAA', 'https://updates.push.services.mozilla.com'],
    ['https://web.push.apple.com/QGx-1', 'https://web.push.apple.com'],
    ['https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%3d', 'https://wns2-par02p.notify.windows.com'],
    ['https://fcm.googleapis.com:443/fcm/send/a', 'https://fcm.googleapis.com'],
    ['https://FCM.GoogleAPIs.com/fcm/send/a', 'https://fcm.googleapis.com'],
  ] as const)('%s is accepted, and its origin is %s', ([endpoint, origin], { expect }) => {
    const checked = checkEndpoint(endpoint, '');
    expect(checked).toMatchObject({ ok: true, origin, host: new URL(origin).hostname });
  });

  test('another spelling of an endpoint gives the same canonical endpoint', ({ expect }) => {
    const plain = checkEndpoint('https://fcm.googleapis.com/fcm/send/A', '');
    expect(checkEndpoint('HTTPS://FCM.googleapis.com:443/fcm/send/A', '')).toEqual(plain);
  });
});

describe('everything else is refused', () => {
  test.for([
    ['plain http', 'http://fcm.googleapis.com/fcm/send/a'],
    ['another scheme', 'ftp://fcm.googleapis.com/a'],
    ['no scheme', '//fcm.googleapis.com/a'],
    ['data', 'data:text/plain,https://fcm.googleapis.com/'],
    ['javascript', 'javascript:alert(1)//fcm.googleapis.com/'],
    ['not a URL', 'fcm.googleapis.com'],
    ['empty', ''],
    ['another port', 'https://fcm.googleapis.com:8443/a'],
    ['port 80', 'https://fcm.googleapis.com:80/a'],
    ['a user', 'https://ada@fcm.googleapis.com/a'],
    ['a user and password', 'https://a:b@fcm.googleapis.com/a'],
    ['an empty user', 'https://@fcm.googleapis.com/a'],
    ['the service as the user of another host', 'https://fcm.googleapis.com@example.com/a'],
    ['the service as user and password', 'https://fcm.googleapis.com:443@example.com/a'],
    ['a fragment', 'https://fcm.googleapis.com/a#b'],
    ['an empty fragment', 'https://fcm.googleapis.com/a#'],
    ['a host before the fragment', 'https://example.com#.push.apple.com/'],
    ['a host before the query', 'https://example.com?.push.apple.com/'],
    ['a backslash', 'https://example.com\\.push.apple.com/'],
    ['a backslash in front', 'https:\\\\fcm.googleapis.com/a'],
    ['a trailing dot', 'https://fcm.googleapis.com./a'],
    ['a longer name', 'https://fcm.googleapis.com.example.com/a'],
    ['a name that ends alike', 'https://evilfcm.googleapis.com/a'],
    ['a subdomain of an exact name', 'https://a.fcm.googleapis.com/a'],
    ['another Google API', 'https://storage.googleapis.com/a'],
    ['the switched-off GCM', 'https://android.googleapis.com/gcm/send/a'],
    ['a suffix without its dot', 'https://evilpush.apple.com/a'],
    ['the bare suffix', 'https://push.apple.com/a'],
    ['the bare suffix of Windows', 'https://notify.windows.com/a'],
    ['a suffix as a label', 'https://web.push.apple.com.example.com/a'],
    ['a hyphen for a dot', 'https://web-push.apple.com/a'],
    ['an empty label', 'https://.push.apple.com/a'],
    ['a doubled dot', 'https://web..push.apple.com/a'],
    ['an underscore label', 'https://_x.push.apple.com/a'],
    ['an ideographic full stop', 'https://web。push.apple.com/a'],
    ['full-width letters', 'https://ｆｃｍ.googleapis.com/a'],
    ['a Cyrillic o', 'https://fcm.gооgleapis.com/a'],
    ['a punycode host', 'https://xn--fcm-yyd.googleapis.com/a'],
    ['an escaped dot', 'https://fcm%2egoogleapis.com/a'],
    ['an escaped slash', 'https://example.com%2f.push.apple.com/a'],
    ['a soft hyphen', 'https://fcm\u00ad.googleapis.com/a'],
    ['a tab', 'https://fcm.goo\tgleapis.com/a'],
    ['a newline', 'https://fcm.googleapis.com/a\nHost: example.com'],
    ['a carriage return at the end', 'https://fcm.googleapis.com/a\r'],
    ['a leading space', ' https://fcm.googleapis.com/a'],
    ['a null', 'https://fcm.googleapis.com/a\0'],
    ['one slash', 'https:/fcm.googleapis.com/a'],
    ['three slashes', 'https:///fcm.googleapis.com/a'],
    ['loopback', 'https://127.0.0.1/a'],
    ['loopback by name', 'https://localhost/a'],
    ['loopback by subdomain', 'https://push.localhost/a'],
    ['loopback, short', 'https://127.1/a'],
    ['loopback, decimal', 'https://2130706433/a'],
    ['loopback, octal', 'https://0177.0.0.1/a'],
    ['loopback, long octal', 'https://017700000001/a'],
    ['loopback, hexadecimal', 'https://0x7f000001/a'],
    ['loopback, dotted hexadecimal', 'https://0x7f.0x0.0x0.0x1/a'],
    ['loopback, IPv6', 'https://[::1]/a'],
    ['loopback, long IPv6', 'https://[0:0:0:0:0:0:0:1]/a'],
    ['loopback, mapped', 'https://[::ffff:127.0.0.1]/a'],
    ['loopback, mapped in hexadecimal', 'https://[::ffff:7f00:1]/a'],
    ['loopback, NAT64', 'https://[64:ff9b::7f00:1]/a'],
    ['unspecified', 'https://0.0.0.0/a'],
    ['unspecified, zero', 'https://0/a'],
    ['unspecified, IPv6', 'https://[::]/a'],
    ['private 10', 'https://10.0.0.1/a'],
    ['private 172', 'https://172.16.0.1/a'],
    ['private 192', 'https://192.168.1.1/a'],
    ['carrier-grade NAT', 'https://100.64.0.1/a'],
    ['link-local metadata', 'https://169.254.169.254/latest/meta-data'],
    ['link-local metadata, decimal', 'https://2852039166/a'],
    ['link-local, IPv6', 'https://[fe80::1]/a'],
    ['unique local, IPv6', 'https://[fd00::1]/a'],
    ['multicast', 'https://224.0.0.1/a'],
    ['broadcast', 'https://255.255.255.255/a'],
    ['full-width digits', 'https://１２７.０.０.１/a'],
    ['circled digits', 'https://①②⑦.⓪.⓪.①/a'],
    ['metadata by name', 'https://metadata.google.internal/a'],
    ['any other host', 'https://example.com/a'],
  ] as const)('%s', ([, endpoint], { expect }) => {
    expect(checkEndpoint(endpoint, '').ok).toBe(false);
    // Allowing a service for development opens that service and nothing else.
    expect(checkEndpoint(endpoint, 'push.example.net, 192.0.2.1:9000').ok).toBe(false);
  });

  test('a refusal says what is wrong and never repeats the endpoint', ({ expect }) => {
    for (const endpoint of [
      'https://example.com/s3cret',
      'https://s3cret@fcm.googleapis.com/',
      's3cret',
      'ftp://s3cret/',
    ]) {
      const checked = checkEndpoint(endpoint, '');
      expect(checked.ok ? '' : checked.message).toMatch(/^must /);
      expect(JSON.stringify(checked)).not.toContain('s3cret');
    }
  });

  test('only hosts of known services ever pass, whatever the text', ({ expect }) => {
    const known =
      /^https:\/\/(fcm\.googleapis\.com|jmt17\.google\.com|([a-z0-9-]+\.)+(push\.services\.mozilla\.com|push\.apple\.com|notify\.windows\.com))$/;
    const piece = fc.constantFrom(
      'https',
      'http',
      '://',
      ':',
      '/',
      '\\',
      '@',
      '.',
      '..',
      '#',
      '?',
      '%2e',
      '443',
      '80',
      '[',
      ']',
      '::1',
      '127.0.0.1',
      '0x7f',
      'fcm.googleapis.com',
      'push.apple.com',
      'web.',
      'notify.windows.com',
      'push.services.mozilla.com',
      'evil.com',
      'a',
      '-',
      '。',
      '\t',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.boolean(), (pieces, prefixed) => {
        const checked = checkEndpoint((prefixed ? 'https://' : '') + pieces.join(''), '');
        if (checked.ok) expect(checked.origin).toMatch(known);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('services allowed for development', () => {
  test('a loopback host may speak plain http, on the port that is named', ({ expect }) => {
    const allow = '127.0.0.1:9000, localhost:9001,[::1]:9002';
    expect(checkEndpoint('http://127.0.0.1:9000/a', allow)).toMatchObject({
      ok: true,
      origin: 'http://127.0.0.1:9000',
    });
    expect(checkEndpoint('http://localhost:9001/a', allow)).toMatchObject({
      ok: true,
      origin: 'http://localhost:9001',
    });
    expect(checkEndpoint('http://[::1]:9002/a', allow)).toMatchObject({ ok: true, origin: 'http://[::1]:9002' });
    expect(checkEndpoint('https://localhost:9001/a', allow).ok).toBe(true);
    expect(checkEndpoint('http://127.0.0.1:9001/a', allow).ok).toBe(false);
    expect(checkEndpoint('http://127.0.0.1/a', allow).ok).toBe(false);
    expect(checkEndpoint('http://127.0.0.2:9000/a', allow).ok).toBe(false);
  });

  test('a host without a port means the port of the scheme', ({ expect }) => {
    expect(checkEndpoint('https://push.example.net/a', 'push.example.net').ok).toBe(true);
    expect(checkEndpoint('https://push.example.net/a', 'push.example.net:443').ok).toBe(true);
    expect(checkEndpoint('https://push.example.net:8443/a', 'push.example.net').ok).toBe(false);
    expect(checkEndpoint('http://localhost/a', 'localhost').ok).toBe(true);
    expect(checkEndpoint('http://localhost:80/a', 'localhost:80').ok).toBe(true);
    expect(checkEndpoint('http://localhost:8080/a', 'localhost').ok).toBe(false);
  });

  test('plain http is refused beyond loopback, even when the host is named', ({ expect }) => {
    const allow = 'push.example.net:80,10.0.0.5:80,127.0.0.1.example.com:80';
    expect(checkEndpoint('http://push.example.net/a', allow).ok).toBe(false);
    expect(checkEndpoint('http://10.0.0.5/a', allow).ok).toBe(false);
    expect(checkEndpoint('http://127.0.0.1.example.com/a', allow).ok).toBe(false);
  });

  test('an allowed address is accepted in its plain spelling only', ({ expect }) => {
    const allow = '127.0.0.1:9000';
    const others = [
      '2130706433',
      '0x7f000001',
      '017700000001',
      '127.1',
      '[::ffff:127.0.0.1]',
      '127.0.0.1.',
      'a@127.0.0.1',
    ];
    for (const host of others) expect(checkEndpoint(`http://${host}:9000/a`, allow).ok).toBe(false);
  });

  test('an entry that is not a host allows nothing', ({ expect }) => {
    for (const allow of [',', ' , ', '*', '*.example.net', 'https://push.example.net', '.net', 'example.net/']) {
      expect(checkEndpoint('https://push.example.net/a', allow).ok).toBe(false);
    }
  });
});
