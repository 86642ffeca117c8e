import type { Address } from '../../contract/delivery.ts';
import type { DeviceForm, DeviceRegistration } from '../../contract/device.ts';
import { sha256Hex } from '../../platform/hash.ts';

/** An app that can be reached: what a member's object keeps of a registration. */
export interface AppDevice {
  /** Hash of the token: registering the same one again is the same device. */
  readonly id: string;
  readonly kind: 'mobile-push';
  /** Its endpoint is the token that Firebase gave the app. */
  readonly address: Address;
  readonly host: string;
  readonly form: DeviceForm;
  readonly app: string | null;
}

type AppRegistration = Extract<DeviceRegistration, { kind: 'mobile-push' }>;

/** The device of a registration. Whether its token is one, only Firebase knows: a wrong one is forgotten when it is tried. */
export function appOf({ kind, token, app, form }: AppRegistration): AppDevice {
  return {
    id: sha256Hex(token).slice(0, ID_LENGTH),
    kind,
    address: { endpoint: token },
    host: 'fcm',
    form,
    app: app ?? null,
  };
}

/** Hex characters of a device's id: 96 bits, as those of browsers. */
const ID_LENGTH = 24;
