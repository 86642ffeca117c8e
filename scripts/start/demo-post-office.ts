import { z } from 'zod';
import { openPostOffice, type PostOffice } from '../world/post-office/post-office.ts';
import { readPrivateJson, type StateFolder, writePrivateJson } from './state-folder.ts';

const Kept = z.object({ port: z.int().min(1).max(65_535) });

/**
 * Opens the post office of the demo world at the port of the last start, so that what was held for it or on its way still
 * arrives. With another one, when it is taken, phones and providers get new addresses.
 */
export async function openDemoPostOffice(folder: StateFolder): Promise<PostOffice> {
  const kept = Kept.safeParse(readPrivateJson(folder.phones));
  const office = await openPostOffice(kept.success ? kept.data.port : undefined);
  writePrivateJson(folder.phones, { port: office.port } satisfies z.infer<typeof Kept>);
  return office;
}
