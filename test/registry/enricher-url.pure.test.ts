import fc from 'fast-check';
import { describe, test } from 'vitest';
import { isPrivate } from '../../src/platform/plain-url.ts';
import { checkEnricherUrl } from '../../src/registry/enricher-url.ts';

const LOCAL = '127.0.0.1:9000';

describe('checkEnricherUrl', () => {
  test.for([
    ['https://facts.example.com/reputation?v=2', 'facts.example.com'],
    ['https://facts.example.com:443/', 'facts.example.com'],
    ['https://facts.example.com/', 'facts.example.com:443'],
    ['https://facts.example.com:8443/', 'facts.example.com:8443'],
    ['https://93.184.216.34/', '93.184.216.34'],
    ['https://[2606:2800:220:1::1]/', '[2606:2800:220:1::1]'],
  ] as const)('happy: %s may be asked by a tenant that names %s', ([url, host], { expect }) => {
    expect(checkEnricherUrl(url, ['other.example.com', host], '')).toMatchObject({ ok: true });
  });

  test.for(['http://127.0.0.1:9000/', 'http://LOCALHOST:9000/', 'http://[::1]:9000/', 'https://127.0.0.1:9000/'])(
    'happy: %s may be asked when the tenant and the deployment name it',
    (url, { expect }) => {
      const host = new URL(url).host;
      expect(checkEnricherUrl(url, [host], `push.example.com, ${host}`)).toMatchObject({ ok: true });
      expect(checkEnricherUrl(url, [], host)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/enricherHosts/),
      });
      expect(checkEnricherUrl(url, [host], '')).toMatchObject({ ok: false, message: expect.stringMatching(/private/) });
      expect(checkEnricherUrl(url, [host], '127.0.0.1:9001')).toMatchObject({ ok: false });
    },
  );

  test.for([
    ['a host that is not named', 'https://other.example.com/'],
    ['a longer name', 'https://facts.example.com.evil.example/'],
    ['a name that ends alike', 'https://evilfacts.example.com/'],
    ['another port', 'https://facts.example.com:8443/'],
    ['plain http', 'http://facts.example.com/'],
    ['plain http on the port of https', 'http://facts.example.com:443/'],
    ['another scheme', 'ftp://facts.example.com/'],
    ['a user', 'https://ada@facts.example.com/'],
    ['the host as the user of another', 'https://facts.example.com@evil.example/'],
    ['a backslash', 'https://evil.example\\@facts.example.com/'],
    ['a fragment', 'https://facts.example.com/#a'],
    ['a look-alike letter', 'https://fаcts.example.com/'],
    ['a newline', 'https://facts.exam\nple.com/'],
    ['an escape', 'https://facts%2eexample.com/'],
    ['no URL', 'facts.example.com'],
  ] as const)('refusal: %s', ([_what, url], { expect }) => {
    const checked = checkEnricherUrl(url, ['facts.example.com'], 'facts.example.com');
    expect(checked).toMatchObject({ ok: false });
    expect(JSON.stringify(checked)).not.toContain('facts.example.com/');
  });

  test.for([
    '127.0.0.1:9001',
    '10.0.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '[fd00::1]',
    '[::ffff:127.0.0.1]',
    'localhost.',
    'metadata.google.internal',
    'intranet',
  ])('refusal: a private address that both name, other than loopback: %s', (host, { expect }) => {
    const url = `https://${host}/`;
    expect(checkEnricherUrl(url, [host, new URL(url).host], `${LOCAL},${host}`).ok).toBe(host === '127.0.0.1:9001');
    expect(checkEnricherUrl(`http://${host}/`, [host], LOCAL)).toMatchObject({ ok: false });
  });

  test.for(['http://2130706433:9000/', 'http://0x7f.1:9000/', 'http://127.1:9000/', 'http://017700000001:9000/'])(
    'refusal: another spelling of loopback: %s',
    (url, { expect }) => {
      expect(checkEnricherUrl(url, [LOCAL], LOCAL)).toMatchObject({
        ok: false,
        message: expect.stringMatching(/plainly/),
      });
    },
  );
});

describe('isPrivate', () => {
  const hostname = (host: string) => new URL(`https://${host}/`).hostname;

  test('addresses at both ends of every range that is not routed', ({ expect }) => {
    const ranges = [
      ['0.0.0.0', '0.255.255.255'],
      ['10.0.0.0', '10.255.255.255'],
      ['100.64.0.0', '100.127.255.255'],
      ['127.0.0.0', '127.255.255.255'],
      ['169.254.0.0', '169.254.255.255'],
      ['172.16.0.0', '172.31.255.255'],
      ['192.0.0.0', '192.0.0.255'],
      ['192.0.2.0', '192.0.2.255'],
      ['192.168.0.0', '192.168.255.255'],
      ['198.18.0.0', '198.19.255.255'],
      ['198.51.100.0', '198.51.100.255'],
      ['203.0.113.0', '203.0.113.255'],
      ['224.0.0.0', '255.255.255.255'],
    ].flat();
    expect(ranges.filter((address) => !isPrivate(address))).toEqual([]);
    const beside = ['1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255'];
    const more = ['128.0.0.0', '169.253.255.255', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.0.0'];
    const last = ['192.169.0.0', '198.17.255.255', '198.20.0.0', '198.51.99.0', '203.0.112.0', '223.255.255.255'];
    expect([...beside, ...more, ...last].filter(isPrivate)).toEqual([]);
  });

  test('IPv6: only global addresses that stand for no other', ({ expect }) => {
    const no = [
      '[::]',
      '[::1]',
      '[fe80::1]',
      '[fc00::1]',
      '[fdff::1]',
      '[ff02::1]',
      '[::ffff:8.8.8.8]',
      '[64:ff9b::1]',
    ];
    const tunnels = [
      '[2002:7f00:1::]',
      '[2001::1]',
      '[2001:0:1::]',
      '[2001:db8::1]',
      '[3fff::1]',
      '[2::1]',
      '[200::1]',
    ];
    expect([...no, ...tunnels].map(hostname).filter((host) => !isPrivate(host))).toEqual([]);
    expect(['[2606:2800::1]', '[2a00:1450::1]', '[2001:4860::1]'].map(hostname).filter(isPrivate)).toEqual([]);
  });

  test('law: an address is as private however it is spelled', ({ expect }) => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (number) => {
        const dotted = [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.');
        expect(isPrivate(hostname(String(number)))).toBe(isPrivate(dotted));
      }),
    );
  });
});
