import { describe, test } from 'vitest';
import { discardAnswer, readAnswer } from '../../src/channels/answer.ts';

describe('the start of what a push service says', () => {
  test('is one line, without control characters', async ({ expect }) => {
    expect(await readAnswer(new Response(' {"reason":\r\n\t"BadJwtToken"}\u0000\u2028 '))).toBe(
      '{"reason": "BadJwtToken"}',
    );
  });

  test('is empty when it says nothing', async ({ expect }) => {
    expect(await readAnswer(new Response(null))).toBe('');
    expect(await readAnswer(new Response(''))).toBe('');
  });

  test('has no address and no token in it', async ({ expect }) => {
    const said = `no: HTTPS://push.example.net/a?b=c and ${'Ab1_-'.repeat(20)} and key=${'x'.repeat(32)}`;
    expect(await readAnswer(new Response(said))).toBe('no: [url] and [token] and [token]');
  });

  test('is cut at 200 characters, and no more than 2 KB and a chunk are taken of an answer without end', async ({
    expect,
  }) => {
    const endless = endlessBody(500);
    expect(await readAnswer(new Response(endless.body))).toHaveLength(200);
    expect(endless.given()).toBeLessThanOrEqual(2_048 + 2 * 500);
    expect(endless.cancelled()).toBe(true);
  });

  test('is what came before the connection broke', async ({ expect }) => {
    let pulls = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (pulls++ === 0) controller.enqueue(new TextEncoder().encode('sorry'));
        else controller.error(new Error('broken'));
      },
    });
    expect(await readAnswer(new Response(body))).toBe('sorry');
  });

  test('survives bytes that are no UTF-8', async ({ expect }) => {
    expect(await readAnswer(new Response(new Uint8Array([0x6e, 0x6f, 0xff, 0xfe])))).toMatch(/^no\ufffd+$/);
  });
});

test('an answer nobody reads is cancelled, whatever its body', async ({ expect }) => {
  const endless = endlessBody(500);
  discardAnswer(new Response(endless.body));
  discardAnswer(new Response(null));
  await expect.poll(endless.cancelled).toBe(true);
});

function endlessBody(chunk: number) {
  let given = 0;
  let cancelled = false;
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      given += chunk;
      controller.enqueue(new TextEncoder().encode('no! '.repeat(chunk / 4)));
    },
    cancel: () => {
      cancelled = true;
    },
  });
  return { body, given: () => given, cancelled: () => cancelled };
}
