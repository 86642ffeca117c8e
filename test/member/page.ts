import type { LiveMessage } from '../../src/contract/timeline.ts';
import type { MemberStub } from './world.ts';

/** An open page: what it hears, and when it is closed. */
export async function openPage(member: MemberStub) {
  const { webSocket } = await member.fetch('https://member/live', { headers: { Upgrade: 'websocket' } });
  if (!webSocket) throw new Error('no WebSocket');
  const heard: LiveMessage[] = [];
  let wake: (() => void) | undefined;
  webSocket.addEventListener('message', ({ data }) => {
    heard.push(JSON.parse(String(data)));
    wake?.();
  });
  const closed = new Promise<number>((resolve) => {
    webSocket.addEventListener('close', ({ code }) => resolve(code));
  });
  webSocket.accept();
  return {
    webSocket,
    closed,
    /** The next message, when it is there. */
    async next(): Promise<LiveMessage | undefined> {
      if (heard.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return heard.shift();
    },
  };
}
