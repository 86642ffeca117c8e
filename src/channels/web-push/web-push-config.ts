import type { Environment } from '../../platform/environment.ts';
import type { WebPushConfig } from './send.ts';
import type { VapidIdentities } from './vapid.ts';

/** What the deployment's secrets and variables say about sending web push for a tenant. */
export function webPushConfig(env: Environment, tenant: string): WebPushConfig {
  return {
    ...vapidIdentities(env),
    allow: env.TOWER_PUSH_ALLOW,
    reports: { tenant, secret: env.TOWER_TOKEN_KEY },
    origins: originsOf(env.TOWER_CLICK_ORIGINS),
  };
}

/** The key pair that browsers subscribe with, and the one before it while there is one. */
export function vapidIdentities(env: Environment): VapidIdentities {
  const publicKey = env.TOWER_VAPID_PREVIOUS_PUBLIC_KEY;
  const privateKey = env.TOWER_VAPID_PREVIOUS_PRIVATE_KEY;
  return {
    publicKey: env.TOWER_VAPID_PUBLIC_KEY,
    privateKey: env.TOWER_VAPID_PRIVATE_KEY,
    subject: env.TOWER_VAPID_SUBJECT,
    ...(publicKey && privateKey ? { previous: { publicKey, privateKey } } : {}),
  };
}

/** Origins by https of a comma-separated list, in their canonical spelling; what is none is left out. */
export function originsOf(list = ''): string[] {
  return list.split(',').flatMap((each) => {
    const text = each.trim();
    if (!URL.canParse(text)) return [];
    const url = new URL(text);
    return url.protocol === 'https:' && url.href === `${url.origin}/` ? [url.origin] : [];
  });
}
