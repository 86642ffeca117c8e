import { connect as connectSocket, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SmtpProvider } from '../../contract/provider.ts';
import type { ComposedEmail } from './compose.ts';
import type { SmtpFailure, SmtpStage } from './smtp-outcome.ts';

/** What came of a conversation with a mail server. */
export type Submitted =
  | { readonly ok: true; readonly reply: string }
  | { readonly ok: false; readonly failure: SmtpFailure };

/**
 * Hands one email to a mail server (RFC 6409): connects, by TLS unless the provider says none, logs in, submits, and says
 * what the server said. No step may take longer than `timeout` ms, all of them together three times as long. The host has
 * been checked before. Never throws.
 *
 * The conversation is nodemailer’s. The connection is opened here, because nodemailer would look the name up itself,
 * which in workerd is one more request to somebody else. `node:net` and `node:tls` are `cloudflare:sockets` there.
 */
export function submit(email: ComposedEmail, provider: SmtpProvider, timeout: number): Promise<Submitted> {
  const { promise, resolve } = Promise.withResolvers<Submitted>();
  let stage: SmtpStage = 'connect';
  let isOut = false;
  let close = (): void => undefined;
  const end = (submitted: Submitted) => {
    clearTimeout(deadline);
    resolve(submitted);
    close();
  };
  const fail = (error: unknown) => {
    const { reply, reason, at = stage } = readError(error);
    const isSilent = reply === undefined;
    end({ ok: false, failure: { stage: at, reason, isOut: isOut && isSilent, ...(isSilent ? {} : { reply }) } });
  };
  const deadline = setTimeout(() => fail(TIMED_OUT), LONGEST_TALK * timeout);
  const talk = (socket: Socket) => {
    stage = 'greeting';
    const connection = new SMTPConnection(optionsOf(email, provider, socket, timeout));
    close = () => connection.close();
    connection.on('error', fail);
    connection.connect((failed) => {
      if (failed) return fail(failed);
      const send = () => {
        stage = 'mail';
        const message = new MailComposer(mimeOf(email)).compile().createReadStream();
        // When it has been read to its end, the dot that ends it is on its way.
        message.once('end', () => {
          isOut = true;
        });
        connection.send({ from: email.from.email, to: [email.to] }, message, (error, info) => {
          if (error) return fail(error);
          close = () => leave(connection);
          end({ ok: true, reply: info.response });
        });
      };
      const { username: user, password: pass = '' } = provider;
      if (user === undefined) return send();
      stage = 'auth';
      connection.login({ user, pass }, (error) => (error ? fail(error) : send()));
    });
  };
  try {
    const { host, port, security } = provider;
    const socket = open(host, port, security === 'tls');
    close = () => socket.destroy();
    const connecting = setTimeout(() => fail(TIMED_OUT), timeout);
    socket.on('error', (error) => {
      clearTimeout(connecting);
      fail(error);
    });
    socket.once(security === 'tls' ? 'secureConnect' : 'connect', () => {
      clearTimeout(connecting);
      talk(socket);
    });
  } catch (error) {
    fail(error);
  }
  return promise;
}

/** All steps together, in time-outs of one. */
const LONGEST_TALK = 3;
const TIMED_OUT = { code: 'ETIMEDOUT' };
/** ms that the server has to close its side. */
const CLOSE_TIMEOUT = 1_000;
const MOST_OF_A_REPLY = 16_384;

function open(host: string, port: number, secure: boolean): Socket {
  const name = host.replace(/^\[|\]$/g, '');
  return secure ? connectTls({ host: name, port, servername: name }) : connectSocket({ host: name, port });
}

/** What nodemailer makes a message (RFC 5322, RFC 2045) of: nothing in it is a file or an address to read from. */
function mimeOf({ from, to, replyTo, subject, html, text, headers, messageId }: ComposedEmail) {
  return {
    from: { name: from.name ?? '', address: from.email },
    to: { name: '', address: to },
    ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
    subject,
    html,
    text,
    messageId,
    headers,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function optionsOf({ from }: ComposedEmail, { host, port, security }: SmtpProvider, socket: Socket, timeout: number) {
  return {
    host,
    port,
    connection: socket,
    secure: security === 'tls',
    secured: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    name: from.email.split('@').at(-1) ?? 'localhost',
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    socketCloseTimeout: CLOSE_TIMEOUT,
    maxResponseSize: MOST_OF_A_REPLY,
  };
}

/** Says goodbye, and does not wait long for the answer. */
function leave(connection: SMTPConnection): void {
  const timer = setTimeout(() => connection.close(), CLOSE_TIMEOUT);
  connection.once('end', () => clearTimeout(timer));
  connection.quit();
}

const STAGES: Readonly<Record<string, SmtpStage>> = {
  STARTTLS: 'tls',
  'MAIL FROM': 'mail',
  'RCPT TO': 'rcpt',
  DATA: 'data',
};

/** What nodemailer’s errors say, without their texts: those may name addresses. */
function readError(error: unknown): { readonly reply?: string; readonly reason: string; readonly at?: SmtpStage } {
  const { code, originalCode, response, command } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof response === 'string' && response !== '') {
    const at = code === 'EMESSAGE' ? 'message' : code === 'EAUTH' ? 'auth' : STAGES[String(command)];
    return { reply: response, reason: '', ...(at === undefined ? {} : { at }) };
  }
  // What nodemailer itself refuses to send, as the server would have said it.
  if (code === 'EAUTH') return { reply: '535 5.7.8 credentials are missing', reason: '', at: 'auth' };
  if (code === 'EMESSAGE') return { reply: '552 5.3.4 larger than the server takes', reason: '', at: 'message' };
  if (code === 'EENVELOPE') return { reply: '553 5.1.3 no address that can be written', reason: '', at: 'rcpt' };
  if (code === 'ETIMEDOUT') return { reason: 'time-out' };
  const name = String(originalCode ?? code);
  return { reason: /^[A-Z][A-Z_]{2,40}$/.test(name) ? `network-error ${name}` : 'network-error' };
}
