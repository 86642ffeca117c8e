import { describe, test } from 'vitest';
import { checkOutgoingUrl } from '../../src/registry/outgoing-url.ts';

const CLOSED = { known: ['api.resend.com'], hosts: [] as string[], allow: '' };

describe('checkOutgoingUrl', () => {
  test.for([
    ['https://api.resend.com', []],
    ['https://api.resend.com/emails', []],
    ['https://mail.example.com/v1', ['mail.example.com']],
    ['https://mail.example.com:8443/v1', ['mail.example.com:8443']],
    ['https://mail.example.com/v1', ['*.example.com']],
    ['https://a.b.example.com/v1', ['*.example.com']],
    ['https://mail.example.com/v1', ['*']],
    ['https://93.184.216.34/', ['93.184.216.34']],
  ] as const)('happy: %s may be asked by a tenant with %j', ([url, hosts], { expect }) => {
    expect(checkOutgoingUrl(url, { ...CLOSED, hosts })).toMatchObject({ ok: true });
  });

  test('happy: a loopback host that a development server allows by name, by plain http too', ({ expect }) => {
    for (const url of ['http://127.0.0.1:9901/', 'https://127.0.0.1:9901/', 'http://LOCALHOST:9902/']) {
      expect(checkOutgoingUrl(url, { ...CLOSED, allow: '127.0.0.1:9901, localhost:9902' })).toMatchObject({ ok: true });
      expect(checkOutgoingUrl(url, { ...CLOSED, hosts: ['*', '127.0.0.1:9901'] })).toMatchObject({ ok: false });
    }
  });

  test.for([
    ['a host that is not named', 'https://other.example.com/', []],
    ['a longer name than a known one', 'https://api.resend.com.evil.example/', []],
    ['a name that ends like a known one', 'https://evil-api.resend.com/', []],
    ['another port of a known one', 'https://api.resend.com:8443/', []],
    ['plain http to a known one', 'http://api.resend.com/', []],
    ['the domain of a pattern itself', 'https://example.com/', ['*.example.com']],
    ['a name that ends like a pattern', 'https://evilexample.com/', ['*.example.com']],
    ['another port than that of a pattern', 'https://mail.example.com:8443/', ['*']],
    ['a bare address by a pattern', 'https://93.184.216.34/', ['*']],
    ['a bare IPv6 address by a pattern', 'https://[2606:2800:220:1::1]/', ['*']],
    ['a private address that is named', 'https://10.0.0.1/', ['10.0.0.1', '*']],
    ['the metadata of a cloud', 'http://169.254.169.254/latest/meta-data', ['*']],
    ['a name of this machine', 'https://localhost/', ['*', 'localhost']],
    ['a name of a local network', 'https://printer.local/', ['*']],
    ['a name without a dot', 'https://intranet/', ['*']],
    ['loopback written as a number', 'https://2130706433/', ['*']],
    ['loopback in hex', 'https://0x7f.1/', ['*']],
    ['loopback in octal', 'https://0177.0.0.1/', ['*']],
    ['loopback as IPv6', 'https://[::ffff:127.0.0.1]/', ['*']],
    ['a name that leads to loopback by DNS, not named', 'https://127.0.0.1.nip.io/', ['*.example.com']],
    ['a user', 'https://ada@mail.example.com/', ['*']],
    ['a host as the user of another', 'https://api.resend.com@evil.example/', []],
    ['a backslash', 'https://evil.example\\@api.resend.com/', []],
    ['a look-alike letter', 'https://аpi.resend.com/', ['*']],
    ['a newline', 'https://api.res\nend.com/', []],
    ['an escape in the host', 'https://api%2eresend.com/', ['*']],
    ['another scheme', 'file:///etc/passwd', ['*']],
    ['a fragment', 'https://api.resend.com/#a', []],
  ] as const)('refusal: %s', ([_what, url, hosts], { expect }) => {
    const checked = checkOutgoingUrl(url, { ...CLOSED, hosts });
    expect(checked).toMatchObject({ ok: false });
    expect(JSON.stringify(checked)).not.toContain(url);
  });
});
