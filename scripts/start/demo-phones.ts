import { z } from 'zod';
import { openPhoneService, type PhoneService } from '../world/phone-service.ts';
import { readPrivateJson, type StateFolder, writePrivateJson } from './state-folder.ts';

const Kept = z.object({ port: z.int().min(1).max(65_535) });

/**
 * Opens the push service of the demo world's phones at the port of the last start, so that what was held for them or on
 * its way still arrives. With another one, when it is taken, the phones get new addresses.
 */
export async function openDemoPhones(folder: StateFolder): Promise<PhoneService> {
  const kept = Kept.safeParse(readPrivateJson(folder.phones));
  const service = await openPhoneService(kept.success ? kept.data.port : undefined);
  writePrivateJson(folder.phones, { port: service.port } satisfies z.infer<typeof Kept>);
  return service;
}
