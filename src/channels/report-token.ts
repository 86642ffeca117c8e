import { readToken, signToken } from './signed-token.ts';

/** The push that a report is about. */
export interface ReportedPush {
  readonly tenant: string;
  readonly member: string;
  readonly notification: string;
  readonly device: string;
}

/** ms; a push service keeps a message for four weeks, a device shows it for as long again. */
const GOOD_FOR = 56 * 86_400_000;

/** The token by which a service worker or an app reports what became of a push, and of nothing else. At most 1,150 bytes. */
export function reportToken(push: ReportedPush, secret: string, now: number): string {
  const { tenant, member, notification, device } = push;
  return signToken('report', [tenant, member, notification, device], now + GOOD_FOR, secret);
}

/** The push of a report and when it was sent, ms since the epoch; undefined when the token is none or has ended. */
export function readReportToken(
  token: string,
  secret: string,
  now: number,
): (ReportedPush & { readonly sentAt: number }) | undefined {
  const read = readToken('report', token, secret, now);
  const [tenant, member, notification, device] = read?.claims ?? [];
  if (!read || !tenant || !member || !notification || !device) return undefined;
  return { tenant, member, notification, device, sentAt: read.expiresAt - GOOD_FOR };
}
