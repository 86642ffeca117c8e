/**
 * Addresses that lead somewhere else than they show or may: `PORT` stands for that of a listener of this machine, `HOST` for
 * a host that is allowed.
 */
export const TRICKS: readonly (readonly [trick: string, address: string])[] = [
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
  ['a service as user', 'http://HOST@127.0.0.1:PORT/'],
  ['a service as user and password', 'http://HOST:443@127.0.0.1:PORT/'],
  ['a service as user, with a backslash', 'http://127.0.0.1:PORT\\@HOST/'],
  ['a tab in the host', 'http://127.0.0.\t1:PORT/'],
  ['a line feed in the host', 'http://127.0.0.1\n:PORT/'],
  ['another port of a service', 'https://HOST:PORT/'],
  ['a look-alike', 'https://HOST.example.com/'],
  ['a look-alike with a Cyrillic letter', 'https://fсm.googleapis.com/'],
  ['a look-alike in punycode', 'https://xn--fm-8cd.googleapis.com/'],
  ['a file', 'file:///etc/passwd'],
  ['gopher', 'gopher://127.0.0.1:PORT/_POST'],
  ['a CR/LF', 'https://HOST/a\r\nHost: 127.0.0.1'],
];

/** An address of the list, for this listener and this host. */
export function trickOf(template: string, port: number, host: string): string {
  return template.replace('PORT', String(port)).replace('HOST', host);
}
