import { readToken, signToken } from '../signed-token.ts';

/** The device whose subscription may be renewed. */
export interface RenewableDevice {
  readonly tenant: string;
  readonly member: string;
  readonly device: string;
}

/** ms; a browser that was away for longer is registered by its page again. Every renewal and registration gives a new one. */
const GOOD_FOR = 400 * 86_400_000;

/** The token by which a service worker may tell of a new subscription of one device, as long as the member has that. */
export function renewalToken({ tenant, member, device }: RenewableDevice, secret: string, now: number): string {
  return signToken('renewal', [tenant, member, device], now + GOOD_FOR, secret);
}

/** The device of a token; undefined when it is none or has ended. */
export function readRenewalToken(token: string, secret: string, now: number): RenewableDevice | undefined {
  const [tenant, member, device] = readToken('renewal', token, secret, now)?.claims ?? [];
  return tenant && member && device ? { tenant, member, device } : undefined;
}
