import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { Identifier } from '../contract/identifier.ts';
import type { Environment } from '../platform/environment.ts';
import type { Caller } from './context.ts';

/** Seconds a member token is good for; the contract allows an hour at the most. */
const GOOD_FOR = 3_600;
const ISSUER = 'tower';
/** Seconds by which the clocks of two machines may differ. */
const TOLERANCE = 5;

type SigningKey = Awaited<ReturnType<typeof importJWK>>;
const imported = new Map<string, Promise<{ sign: SigningKey; verify: SigningKey }>>();

/** A token for a member's browser: ES256, `sub` the member, `aud` the tenant. */
export async function newMemberToken(
  env: Environment,
  tenant: string,
  member: string,
  now: number,
): Promise<{ token: string; expiresAt: number }> {
  const issuedAt = Math.floor(now / 1_000);
  const expiresAt = issuedAt + GOOD_FOR;
  const { sign } = await keysOf(env);
  const token = await new SignJWT()
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT' })
    .setIssuer(ISSUER)
    .setSubject(member)
    .setAudience(tenant)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(sign);
  return { token, expiresAt: expiresAt * 1_000 };
}

/** The member of a token; undefined when it is forged, expired or good for longer than allowed. */
export async function readMemberToken(env: Environment, token: string): Promise<Caller | undefined> {
  const { verify } = await keysOf(env);
  try {
    const { payload } = await jwtVerify(token, verify, {
      algorithms: ['ES256'],
      issuer: ISSUER,
      maxTokenAge: GOOD_FOR,
      clockTolerance: TOLERANCE,
      requiredClaims: ['sub', 'aud', 'exp'],
    });
    const member = Identifier.safeParse(payload.sub);
    const tenant = Identifier.safeParse(payload.aud);
    return member.success && tenant.success ? { tenant: tenant.data, member: member.data } : undefined;
  } catch {
    return undefined;
  }
}

function keysOf(env: Environment): Promise<{ sign: SigningKey; verify: SigningKey }> {
  const known = imported.get(env.TOWER_TOKEN_KEY);
  if (known) return known;
  const made = importKeys(env.TOWER_TOKEN_KEY);
  imported.set(env.TOWER_TOKEN_KEY, made);
  return made;
}

async function importKeys(text: string): Promise<{ sign: SigningKey; verify: SigningKey }> {
  const { d, ...open } = JSON.parse(text) as JWK;
  if (!d) throw new Error('TOWER_TOKEN_KEY must be a private ES256 JWK');
  return { sign: await importJWK({ ...open, d }, 'ES256'), verify: await importJWK(open, 'ES256') };
}
