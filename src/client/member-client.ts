import type { LiveMessage } from '../contract/timeline.ts';
import { devicesOf, type OwnDevices } from './devices.ts';
import { type LiveOptions, liveMessages } from './live.ts';
import { type OwnPreferences, preferencesOf } from './preferences.ts';
import { type OwnTimeline, timelineOf } from './timeline.ts';
import { createTransport, type TransportOptions } from './transport.ts';

/** A Tower as one member's browser speaks to it. */
export interface MemberClient {
  readonly timeline: OwnTimeline;
  readonly preferences: OwnPreferences;
  readonly devices: OwnDevices;
  /** Timeline items and counts as they change. */
  readonly live: (options?: LiveOptions) => AsyncIterable<LiveMessage>;
}

/** A client of the Tower at `url` for the member of this token (`tokens.issue` of the producer's client). */
export function createMemberClient(
  options: { readonly url: string; readonly token: string } & TransportOptions,
): MemberClient {
  const transport = createTransport(options.url, options.token, options);
  const { retry, sleep, random } = options;
  const shared: LiveOptions = { ...(retry && { retry }), ...(sleep && { sleep }), ...(random && { random }) };
  return {
    timeline: timelineOf(transport),
    preferences: preferencesOf(transport),
    devices: devicesOf(transport),
    live: (live = {}) => liveMessages(transport.base, options.token, { ...shared, ...live }),
  };
}
