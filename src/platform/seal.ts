import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

/** The key that secrets are sealed with, and the one before it while something is still sealed with that. */
export interface SealKeys {
  /** TOWER_SECRETS_KEY */
  readonly current: string;
  /** TOWER_SECRETS_PREVIOUS_KEY */
  readonly previous?: string;
}

/**
 * Seals a secret for keeping: AES-256-GCM under a key derived from the deployment's, bound to what it is the secret of
 * (`about`), so that a sealed text moved elsewhere does not open. Gives `v1.<id of the key>.<base64url>`.
 */
export function seal(secret: string, about: string, { current }: SealKeys): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(current), iv);
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${VERSION}.${idOf(current)}.${sealed.toString('base64url')}`;
}

/** Opens what `seal` made; undefined when it was made with another key or about something else. */
export function unseal(sealed: string, about: string, { current, previous }: SealKeys): string | undefined {
  const [version, id, text = ''] = sealed.split('.');
  const secret = [current, previous].find((each) => each !== undefined && idOf(each) === id);
  if (version !== VERSION || secret === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < IV_BYTES + TAG_BYTES) return undefined;
  const decipher = createDecipheriv(ALGORITHM, keyOf(secret), bytes.subarray(0, IV_BYTES));
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
  try {
    const opened = decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES));
    return Buffer.concat([opened, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

const VERSION = 'v1';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A deployment has one or two of them; derived once an isolate. */
const keys = new Map<string, { readonly id: string; readonly key: Uint8Array }>();

function derived(secret: string) {
  const known = keys.get(secret);
  if (known) return known;
  const key = new Uint8Array(hkdfSync('sha256', secret, '', 'tower sealed secrets', 32));
  const made = { id: createHash('sha256').update(key).digest('hex').slice(0, 8), key };
  keys.set(secret, made);
  return made;
}

const keyOf = (secret: string) => derived(secret).key;
const idOf = (secret: string) => derived(secret).id;
