import type { Device, DeviceReceipt, DeviceRegistration } from '../../contract/device.ts';
import type { Preferences } from '../../contract/preferences.ts';
import type { ReadBody, Timeline, TimelineCounts } from '../../contract/timeline.ts';
import { type Call, type Page, request } from './request.ts';

/** A member’s own calls. Base and token are asked for at each call: a token is renewed while the page is open. */
export function createMe(base: () => string, token: () => string) {
  const call = <Value>(path: string, options: Call = {}) =>
    request<Value>(base(), `/v1/me/${path}`, { ...options, bearer: token() });
  const post = <Value>(path: string, body: unknown) => call<Value>(path, { method: 'POST', body });

  return {
    timeline: (cursor?: string) => call<Timeline>('timeline', { query: { limit: 20, archived: 'exclude', cursor } }),
    /** Everything up to and including this entry has been shown. */
    seen: (upTo: string) => post<TimelineCounts>('timeline/seen', { upTo }),
    read: (body: ReadBody) => post<TimelineCounts>('timeline/read', body),
    archive: (ids: readonly string[]) => post<TimelineCounts>('timeline/archive', { ids }),
    preferences: () => call<Preferences>('preferences'),
    /** Replaces all settings of the member. */
    setPreferences: (preferences: Preferences) =>
      call<Preferences>('preferences', { method: 'PUT', body: preferences }),
    devices: () => call<Page<Device>>('devices'),
    addDevice: (device: DeviceRegistration) => call<DeviceReceipt>('devices', { method: 'PUT', body: device }),
    removeDevice: (id: string) => call<unknown>(`devices/${encodeURIComponent(id)}`, { method: 'DELETE' }),
  };
}
export type Me = ReturnType<typeof createMe>;
