import { isLoopback, type PlainUrl } from '../platform/plain-url.ts';
import { checkOutgoingUrl, type OutgoingHosts } from './outgoing-url.ts';

/** A mail server, as a provider names it. */
export interface MailHost {
  readonly host: string;
  readonly port: number;
  readonly security: 'starttls' | 'tls' | 'none';
}

/**
 * Whether Tower may speak to this mail server: by the very rule for requests (see `checkOutgoingUrl`). On the usual ports
 * of submission a host is listed by its name, on any other one by `host:port`. Without TLS only this machine is spoken
 * to, and only when a development server allows it by name.
 *
 * Checked when it is stored and again before each connection.
 */
export function checkMailHost({ host, port, security }: MailHost, hosts: Omit<OutgoingHosts, 'known'>): PlainUrl {
  const name = host.toLowerCase();
  // A path or a port in it would make a URL of another host than the one that is asked.
  if (!/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(name)) return { ok: false, message: 'must be the name of a host' };
  const onPort = checkOutgoingUrl(`https://${name}:${port}`, { ...hosts, known: [] });
  const checked =
    onPort.ok || !SUBMISSION_PORTS.has(port)
      ? onPort
      : checkOutgoingUrl(`https://${name}`, { ...hosts, known: KNOWN_MAIL_HOSTS });
  if (!checked.ok)
    return { ok: false, message: checked.message.replace('must be a URL', 'must be the name of a host') };
  // Credentials and addresses would go over the network for everybody to read.
  if (security === 'none' && !isLoopback(checked.url.hostname)) {
    return { ok: false, message: 'must be asked by `starttls` or `tls`' };
  }
  return checked;
}

/** RFC 6409 and RFC 8314, and the one that providers offer where these are blocked. Port 25 is for mail servers. */
const SUBMISSION_PORTS: ReadonlySet<number> = new Set([465, 587, 2465, 2525, 2587]);

/** Where providers of email take submissions. */
const KNOWN_MAIL_HOSTS: readonly string[] = [
  'in-v3.mailjet.com',
  'smtp-relay.brevo.com',
  'smtp-relay.gmail.com',
  'smtp.eu.mailgun.org',
  'smtp.fastmail.com',
  'smtp.mailgun.org',
  'smtp.mx.cloudflare.net',
  'smtp.postmarkapp.com',
  'smtp.resend.com',
  'smtp.sendgrid.net',
  'smtp.sparkpostmail.com',
  ...[
    'us-east-1',
    'us-east-2',
    'us-west-2',
    'eu-central-1',
    'eu-west-1',
    'eu-west-2',
    'ap-southeast-1',
    'ap-southeast-2',
  ].map((region) => `email-smtp.${region}.amazonaws.com`),
];
