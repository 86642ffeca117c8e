import { z } from '@hono/zod-openapi';
import { release, suppress } from '../../audience/suppressions.ts';
import { type CalledBack, readCallbackToken, urlOf } from '../../channels/callbacks/callback-token.ts';
import type { ArrivedMessage, CallbackNews } from '../../channels/callbacks/news.ts';
import { type Callback, readNews } from '../../channels/callbacks/read-news.ts';
import { signersOf } from '../../channels/callbacks/signers.ts';
import { Identifier } from '../../contract/identifier.ts';
import { isEventId } from '../../platform/event-id.ts';
import { type Stubs, stubs } from '../../platform/stubs.ts';
import type { App, Ctx } from '../context.ts';
import { countArrival } from '../count-arrival.ts';
import { addRoute } from '../describe.ts';
import { Refused } from '../failure.ts';

/**
 * What providers call back. Nobody's calls are counted here: a provider tells of all its customers from a few addresses,
 * a STOP that is turned away is lost, and whoever has no token is turned away by one hash.
 */
export function addCallbackRoutes(app: App): void {
  addRoute(
    app,
    'post',
    '/v1/callbacks/{token}',
    {
      summary: 'For providers: what became of a message, that an address bounced, or what its owner answered',
      tags: ['Callbacks'],
      security: 'none',
      body: {
        schema: z.record(z.string(), z.unknown()),
        content: { 'application/x-www-form-urlencoded': z.record(z.string(), z.string()) },
      },
      answer: {
        status: 200,
        content: { 'text/xml': z.string() },
        description: 'Taken; only Twilio is told anything, TwiML that says nothing',
      },
      problems: [401],
    },
    async (context) => {
      const { env } = context;
      const token = context.req.param('token') ?? '';
      const called = readCallbackToken(token, env.TOWER_TOKEN_KEY);
      if (!called || env.TOWER_ORIGIN === undefined) return refuse('The call-back address is not valid');
      const url = `${urlOf(env.TOWER_ORIGIN, token)}${new URL(context.req.url).search}`;
      const callback = { url, headers: context.req.raw.headers, body: await readRaw(context) };
      const of = stubs(env, called.tenant);
      const told = await readSigned(context, of, called, callback);
      if (!told) return refuse('It is not signed by the provider of this address');
      for (const each of told.news) await follow(context, of, called, each);
      return told.by === 'twilio'
        ? context.body(NOTHING_TO_SAY, 200, { 'Content-Type': 'text/xml' })
        : context.body(null);
    },
  );
}

/** Bytes of a call back: Twilio's are 2 KB, Resend's 5. */
const MOST_BYTES = 262_144;

/** TwiML that answers a message with nothing. */
const NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

async function readSigned(context: Ctx, of: Stubs, called: CalledBack, callback: Callback) {
  for (const signer of await signersOf(context.env, of, called, Date.now())) {
    const news = readNews(signer, callback);
    if (news) return { news, by: signer.kind };
  }
  return undefined;
}

/** Does what follows; a repeat changes nothing. Throws when it could not be done, so that the provider tells it again. */
async function follow(context: Ctx, of: Stubs, called: CalledBack, news: CallbackNews): Promise<void> {
  const now = Date.now();
  switch (news.kind) {
    case 'suppress': {
      const { channel, address, reason } = news;
      const member = called.kind === 'status' ? { member: called.member } : {};
      const failed = await suppress(of, [{ channel, address, reason, ...member }], 'provider', now);
      if (failed.length > 0) throw new Error('an address could not be suppressed');
      return;
    }
    case 'release': {
      const failed = await release(of, [news], 'provider');
      if (failed.length > 0) throw new Error('an address could not be released');
      return;
    }
    case 'arrived': {
      const message = news.message ?? (called.kind === 'status' ? called : undefined);
      if (message && isDelivery(message)) await noteArrival(context, of, message, now);
    }
  }
}

async function noteArrival(context: Ctx, of: Stubs, message: ArrivedMessage, now: number): Promise<void> {
  const { member, notification, device } = message;
  const report = { notification, device, what: 'delivered', at: now, sentAt: now } as const;
  const answer = await of.member(member).reportPush(report, now);
  if (answer?.arrived) context.executionCtx.waitUntil(countArrival(of, notification));
}

/** Tags are of whoever sent through the provider: others may have used the names. */
function isDelivery({ member, notification, device }: ArrivedMessage): boolean {
  return isEventId(notification) && [member, device].every((each) => Identifier.safeParse(each).success);
}

async function readRaw(context: Ctx): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of context.req.raw.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES)
      throw new Refused({ kind: 'too-large', detail: `A call back is at most ${MOST_BYTES} bytes` });
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refuse(detail: string): never {
  throw new Refused({ kind: 'unauthorized', detail });
}
