import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** The steps of a conversation that a script can answer. */
export type SmtpStep = 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message' | 'QUIT';
/** What is said, or what is done instead of an answer. */
export type SmtpSaid = string | 'reset' | 'silence' | 'drip' | 'flood';
/** Answers of one conversation; a step without one goes well. */
export type SmtpScript = Readonly<Partial<Record<SmtpStep, SmtpSaid>>>;

/** A mail server that keeps to a script. */
export interface ScriptedServer {
  readonly port: number;
  readonly allow: string;
  /** Whole messages that came, up to the dot, whatever was answered. */
  readonly messages: readonly string[];
  readonly conversations: () => number;
  /** One script a conversation; the last one for ever. */
  readonly play: (...scripts: [SmtpScript, ...SmtpScript[]]) => void;
  readonly close: () => Promise<void>;
}

const GOES_WELL: Readonly<Record<SmtpStep, string>> = {
  greeting: '220 scripted ESMTP',
  EHLO: '250-scripted\r\n250 AUTH PLAIN LOGIN',
  AUTH: '235 2.7.0 ok',
  MAIL: '250 2.1.0 ok',
  RCPT: '250 2.1.5 ok',
  DATA: '354 go on',
  message: '250 2.0.0 Ok: queued as A1B2C3',
  QUIT: '221 bye',
};

/** Starts one on a random loopback port; everything goes well until it is told otherwise. */
export async function startScriptedServer(): Promise<ScriptedServer> {
  let scripts: readonly SmtpScript[] = [{}];
  let conversations = 0;
  const messages: string[] = [];
  const open = new Set<Socket>();
  const timers = new Set<NodeJS.Timeout>();

  const say = (socket: Socket, said: SmtpSaid) => {
    if (said === 'reset') socket.resetAndDestroy();
    else if (said === 'drip' || said === 'flood') {
      const part = said === 'drip' ? '2' : `250-${'x'.repeat(4_000)}\r\n`;
      const timer = setInterval(() => socket.write(part), said === 'drip' ? 50 : 1);
      timers.add(timer);
      socket.once('close', () => clearInterval(timer));
    } else if (said !== 'silence') socket.write(`${said}\r\n`);
  };

  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => open.delete(socket));
    conversations++;
    const [script = {}, ...rest] = scripts;
    if (rest.length > 0) scripts = rest;
    const answer = (step: SmtpStep) => say(socket, script[step] ?? GOES_WELL[step]);
    let text = '';
    let isMessage = false;
    answer('greeting');
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (;;) {
        const mark = isMessage ? '\r\n.\r\n' : '\r\n';
        const end = text.indexOf(mark);
        if (end === -1) return;
        const line = text.slice(0, end);
        text = text.slice(end + mark.length);
        if (isMessage) {
          isMessage = false;
          messages.push(line);
          answer('message');
          continue;
        }
        const step = line.slice(0, 4).toUpperCase();
        if (step in GOES_WELL) answer(step as SmtpStep);
        else say(socket, '502 5.5.1 not here');
        isMessage = step === 'DATA' && (script.DATA ?? GOES_WELL.DATA).startsWith('354');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    allow: `127.0.0.1:${port}`,
    messages,
    conversations: () => conversations,
    play: (...told) => {
      scripts = told;
    },
    close: async () => {
      for (const timer of timers) clearInterval(timer);
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
