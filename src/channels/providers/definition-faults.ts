import { createPrivateKey } from 'node:crypto';
import type { FieldError } from '../../contract/problem.ts';
import { NEEDED_SECRETS_OF, type ProviderDefinition } from '../../contract/provider.ts';
import { isLoopback } from '../../platform/plain-url.ts';
import { checkMailHost } from '../../registry/outgoing-host.ts';
import { checkOutgoingUrl, type OutgoingHosts } from '../../registry/outgoing-url.ts';
import { RESEND_HOSTS } from '../email/send-resend.ts';
import { FCM_HOSTS } from '../mobile-push/fcm-hosts.ts';
import { TWILIO_HOSTS } from '../sms/send-twilio.ts';
import { isWebhookSecret } from '../webhook/sign.ts';

/**
 * What is wrong with a provider whose secrets are open, each fault by the path of its field: where it leads, secrets that
 * it cannot send without, and secrets that cannot be what they should.
 */
export function definitionFaults(
  definition: ProviderDefinition,
  { hosts, allow }: Pick<OutgoingHosts, 'hosts' | 'allow'>,
): FieldError[] {
  const reach = (path: string, url: string, known: readonly string[] = []): FieldError[] => {
    const checked = checkOutgoingUrl(url, { known, hosts, allow });
    return checked.ok ? [] : [{ path, message: checked.message }];
  };
  return [...missingSecrets(definition), ...faultsOf(definition, reach, { hosts, allow })];
}

function missingSecrets(definition: ProviderDefinition): FieldError[] {
  const secrets: Readonly<Record<string, unknown>> = definition;
  const missing = NEEDED_SECRETS_OF[definition.kind].filter((path) => secrets[path] === undefined);
  return missing.map((path) => ({ path, message: 'is needed: none is kept for this address' }));
}

type Reach = (path: string, url: string, known?: readonly string[]) => FieldError[];

/** What else holds for each kind; a new one does not compile until it is here. */
function faultsOf(
  definition: ProviderDefinition,
  reach: Reach,
  hosts: Pick<OutgoingHosts, 'hosts' | 'allow'>,
): FieldError[] {
  switch (definition.kind) {
    case 'smtp':
      return smtpFaults(definition, hosts);
    case 'resend':
      return [
        ...reach('baseUrl', definition.baseUrl, RESEND_HOSTS),
        ...(definition.signingSecret === undefined ? [] : signingFaults('signingSecret', definition.signingSecret)),
      ];
    case 'cloudflare-email':
      return [];
    case 'twilio':
      return reach('baseUrl', definition.baseUrl, TWILIO_HOSTS);
    case 'fcm':
      return [
        ...reach('baseUrl', definition.baseUrl, FCM_HOSTS),
        ...reach('tokenUrl', definition.tokenUrl, FCM_HOSTS),
        ...(definition.privateKey === undefined || isPrivateKey(definition.privateKey)
          ? []
          : [{ path: 'privateKey', message: 'must be an RSA key as PEM: -----BEGIN PRIVATE KEY-----…' }]),
      ];
    case 'webhook':
      return [
        ...reach('url', definition.url),
        ...(definition.secret === undefined ? [] : signingFaults('secret', definition.secret)),
        ...(definition.previousSecret === undefined ? [] : signingFaults('previousSecret', definition.previousSecret)),
      ];
  }
}

function smtpFaults(
  { host, port, security, username, password }: Extract<ProviderDefinition, { kind: 'smtp' }>,
  hosts: Pick<OutgoingHosts, 'hosts' | 'allow'>,
): FieldError[] {
  const checked = checkMailHost({ host, port, security: 'starttls' }, hosts);
  const isOpen = security === 'none' && !isLoopback(host);
  const isHalf = username !== undefined && password === undefined;
  return [
    ...(checked.ok ? [] : [{ path: 'host', message: checked.message }]),
    ...(isOpen ? [{ path: 'security', message: '`none` is for a mail server on this machine alone' }] : []),
    ...(isHalf ? [{ path: 'password', message: 'is needed with a username: none is kept for this address' }] : []),
  ];
}

function signingFaults(path: string, secret: string): FieldError[] {
  return isWebhookSecret(secret) ? [] : [{ path, message: 'must be `whsec_` and 24 to 64 bytes in base 64' }];
}

function isPrivateKey(pem: string): boolean {
  if (!pem.trimStart().startsWith('-----BEGIN PRIVATE KEY-----')) return false;
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
