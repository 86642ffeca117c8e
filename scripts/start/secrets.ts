import { generateKeyPairSync, randomBytes } from 'node:crypto';
import webPush from 'web-push';
import { z } from 'zod';
import { CommandFailure } from './failure.ts';
import { readPrivateJson, type StateFolder, writePrivateJson } from './state-folder.ts';

const Text = z.string().min(1);

const NEEDED = {
  /** May create tenants. */
  TOWER_ROOT_KEY: Text,
  /** VAPID key pair (RFC 8292): P-256, base64url of the raw point and scalar. */
  TOWER_VAPID_PUBLIC_KEY: Text,
  TOWER_VAPID_PRIVATE_KEY: Text,
  /** Whom a push service may write to. */
  TOWER_VAPID_SUBJECT: Text,
  /** Private ES256 key as a JWK (RFC 7517), as JSON: signs the tokens of members. */
  TOWER_TOKEN_KEY: Text,
  /** What secrets of providers and webhooks are sealed with. */
  TOWER_SECRETS_KEY: Text,
  /** A producer key of tenant `demo`, which the demo page is given. */
  TOWER_DEMO_KEY: Text,
};

/**
 * The secrets of a Tower, by the names its Worker knows them. The file may hold more, such as the
 * TOWER_VAPID_PREVIOUS_… pair while keys are rotated.
 */
export const Secrets = z.object(NEEDED).catchall(Text);
export type Secrets = z.infer<typeof Secrets>;

/**
 * The secrets kept in a state folder, made at random on first use and the same ever after: members' push
 * subscriptions and tokens are bound to them.
 */
export function keptSecrets(folder: StateFolder): Secrets {
  const kept = readPrivateJson(folder.secrets);
  if (kept === undefined) {
    const fresh = makeSecrets();
    writePrivateJson(folder.secrets, fresh);
    return fresh;
  }
  const secrets = Secrets.safeParse(kept);
  if (secrets.success) return secrets.data;
  const completed = Secrets.safeParse({ TOWER_SECRETS_KEY: makeSecrets().TOWER_SECRETS_KEY, ...kept });
  if (completed.success) {
    // A folder of before there were any: nothing in it is sealed yet.
    writePrivateJson(folder.secrets, completed.data);
    return completed.data;
  }
  const missing = secrets.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new CommandFailure(
    `${folder.secrets} lacks ${missing}.`,
    'Put them back, or remove the file to have all secrets made anew (browsers must then subscribe again).',
  );
}

/** A fresh set of secrets; no two are alike. */
export function makeSecrets(): Secrets {
  const vapid = webPush.generateVAPIDKeys();
  const tokenKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return {
    TOWER_ROOT_KEY: `root_${randomBytes(32).toString('base64url')}`,
    TOWER_VAPID_PUBLIC_KEY: vapid.publicKey,
    TOWER_VAPID_PRIVATE_KEY: vapid.privateKey,
    TOWER_VAPID_SUBJECT: 'mailto:operator@example.com',
    TOWER_TOKEN_KEY: JSON.stringify({ ...tokenKey, alg: 'ES256', use: 'sig' }),
    TOWER_SECRETS_KEY: randomBytes(32).toString('base64url'),
    TOWER_DEMO_KEY: `demo_${randomBytes(32).toString('base64url')}`,
  };
}
