import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A message as a mail server took it. */
export interface ReceivedMail {
  /** As it came, without the dots that SMTP adds. */
  readonly raw: string;
  readonly parsed: ParsedMail;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  /** Over TLS. */
  readonly secure: boolean;
  /** Who had logged in. */
  readonly user?: string;
}

/** A mail server on a random loopback port. */
export interface MailServer {
  readonly port: number;
  /** `127.0.0.1:port`: what TOWER_PUSH_ALLOW has to name for it. */
  readonly allow: string;
  readonly received: readonly ReceivedMail[];
  readonly close: () => Promise<void>;
}

/** Starts one that takes everything from everybody, or as the options of npm’s smtp-server say. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'a password' ? done(null, { user: username }) : done(new Error('no')),
    onData: (stream, { envelope, secure, user }, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', async () => {
        const raw = Buffer.concat(chunks);
        received.push({
          raw: raw.toString('latin1'),
          parsed: await simpleParser(raw),
          envelope: {
            from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
            to: envelope.rcptTo.map(({ address }) => address),
          },
          secure,
          ...(user === undefined ? {} : { user: String(user) }),
        });
        done(null, `Message queued as mail-${received.length}`);
      });
    },
    ...options,
  });
  // What goes wrong on a connection is for the client to tell.
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    port,
    allow: `127.0.0.1:${port}`,
    received,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
