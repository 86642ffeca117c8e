import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import type { Surroundings } from '../../src/channels/surroundings.ts';
import type { AddressedDelivery, Message } from '../../src/contract/delivery.ts';
import { FcmProvider } from '../../src/contract/provider.ts';
import { type Behaviour, type ChaosServer, chaosServer } from '../support/chaos-server.ts';

const ID = '01JD7Q3ZK0000000000000000A';
export const TOKEN = `fcm-token:${'APA91b'.repeat(20)}`;

/** What a notification says; a test names only the parts that matter to it. */
export function aNotice(parts: Partial<Message> = {}): Message {
  return {
    ...{ id: ID, type: 'message.received', title: 'Grace Hopper', body: 'The bug is in relay 70.' },
    ...{ url: '/messages/7', at: 1_795_000_000_000 },
    ...parts,
  };
}

/** One try of one delivery to an app. */
export function anAppDelivery(parts: Partial<AddressedDelivery> = {}): AddressedDelivery {
  const message = parts.message ?? aNotice();
  return {
    ...{ member: 'ada', notification: message.id, channel: 'mobile-push', device: 'phone-1' },
    ...{ address: { endpoint: TOKEN }, message, urgent: false, attempt: 1 },
    ...parts,
  };
}

/** Making a key takes a while: there is one, and every account has a name of its own. */
const KEYS = generateKeyPairSync('rsa', { modulusLength: 2_048 });

/** A service account of its own, whose tokens and messages are taken by servers on this machine. */
export function anAccount(baseUrl: string, tokenUrl: string): { provider: FcmProvider; publicKey: KeyObject } {
  const provider = FcmProvider.parse({
    ...{ kind: 'fcm', projectId: 'my-app-12345', clientEmail: `${randomUUID()}@my-app-12345.example.com` },
    ...{ baseUrl, tokenUrl, privateKey: KEYS.privateKey.export({ type: 'pkcs8', format: 'pem' }) },
  });
  return { provider, publicKey: KEYS.publicKey };
}

/** What a channel knows; `allow` are the servers that it may reach on this machine. */
export function around(allow: string, parts: Partial<Surroundings> = {}): Surroundings {
  return {
    tenant: 'acme',
    now: Date.now(),
    hosts: [],
    allow,
    tokenKey: 'a secret',
    partials: {},
    timeout: 1_500,
    ...parts,
  };
}

/** Two servers in place of Google's: one gives tokens, `token-1`, `token-2`…, the other takes messages. */
export interface Google {
  readonly fcm: ChaosServer;
  readonly tokens: ChaosServer;
  readonly allow: string;
  /** Gives a token that is good for so many seconds. */
  readonly grants: (seconds?: number) => () => { readonly status: number; readonly body: object };
  readonly close: () => Promise<unknown>;
}

export async function startGoogle(): Promise<Google> {
  const [fcm, tokens] = await Promise.all([chaosServer(), chaosServer()]);
  let granted = 0;
  const grants =
    (seconds = 3_600) =>
    () => {
      const body = { access_token: `token-${++granted}`, expires_in: seconds, token_type: 'Bearer' };
      return { status: 200, body } as const;
    };
  return {
    ...{ fcm, tokens, allow: `${fcm.allow},${tokens.allow}`, grants },
    close: () => Promise.all([fcm.close(), tokens.close()]),
  };
}

/** FCM's answer to a message that it takes. */
export const TAKEN = { status: 200, body: { name: 'projects/my-app-12345/messages/0:1795000000%31bd1c9631bd1c96' } };

/** FCM's refusals, as its documentation and its users report them. */
export function refusal(status: number, code: string, message = 'No.', more: readonly object[] = []): Behaviour {
  const details = [{ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode: code }, ...more];
  return { status, body: { error: { code: status, message, status: code, details } } };
}

/** A field of the request that FCM will not have. */
export function violation(field: string, description = 'No.'): object {
  return { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description }] };
}
