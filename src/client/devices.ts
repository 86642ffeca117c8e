import type { Device, DeviceReceipt, DeviceRegistration } from '../contract/device.ts';
import { everyItem, type Page } from './pages.ts';
import { path, type Transport } from './transport.ts';

/** The browsers and apps a member is reached through. */
export interface OwnDevices {
  /**
   * Registers a browser by its `PushSubscription.toJSON()`, or an app by the token that Firebase gave it; the same one again
   * is the same device. Of all members of the tenant it rings for this one alone from now on. `renewal` is for the service
   * worker of a browser; an app whose token is another one now says which device that `replaces`.
   */
  readonly put: (registration: DeviceRegistration) => Promise<DeviceReceipt>;
  readonly all: () => AsyncIterable<Device>;
  readonly remove: (id: string) => Promise<void>;
}

/** The devices of the member whose token the transport carries. */
export function devicesOf({ send }: Transport): OwnDevices {
  const devices = '/v1/me/devices';
  const page = (cursor: string | undefined) => send<Page<Device>>({ method: 'GET', path: devices, query: { cursor } });
  return {
    put: (registration) => send({ method: 'PUT', path: devices, body: registration }),
    all: () => everyItem(page),
    remove: (id) => send({ method: 'DELETE', path: path`/v1/me/devices/${id}` }),
  };
}
