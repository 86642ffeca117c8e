import { createMemberClient } from '../../src/client/member-client.ts';
import type { Tower } from '../../src/client/tower.ts';
import type { TransportOptions } from '../../src/client/transport.ts';
import { bounded } from '../../src/platform/bounded.ts';
import { DEMO_PHONE } from '../../src/web/demo/demo-phone.ts';
import type { Person } from './people.ts';
import type { PostOffice } from './post-office/post-office.ts';

/** People who are given a phone at the same time. */
const AT_ONCE = 8;

/**
 * Gives each person a phone that the post office of this start takes pushes for, and takes away those of earlier starts,
 * which nobody answers for any more. Fails with the first failure when all have been tried.
 */
export async function givePhones(
  tower: Tower,
  url: string,
  people: readonly Person[],
  office: PostOffice,
  fetch?: TransportOptions['fetch'],
): Promise<void> {
  const { p256dh, auth } = office.keys;
  const results = await bounded(people, AT_ONCE, async ({ id }) => {
    const { token } = await tower.tokens.issue(id);
    const { devices } = createMemberClient({ url, token, ...(fetch && { fetch }) });
    const endpoint = `${office.url}/${encodeURIComponent(id)}`;
    const phone = await devices.put({
      kind: 'web-push',
      app: DEMO_PHONE,
      form: 'phone',
      subscription: { endpoint, keys: { p256dh, auth } },
    });
    for await (const device of devices.all()) {
      if (device.app === DEMO_PHONE && device.id !== phone.id) await devices.remove(device.id);
    }
  });
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
