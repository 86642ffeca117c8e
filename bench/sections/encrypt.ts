import { join } from 'node:path';
import { unstable_startWorker } from 'wrangler';
import type { Maker } from '../encrypt/push-work.ts';
import type { EncryptOrder } from '../encrypt/worker.ts';
import { inPairs } from '../pairs.ts';
import { comparisonRow, type Row } from '../report.ts';
import type { Bench, Section } from '../section.ts';

/** Requests made by one order: enough that the order itself does not count. */
const COUNT = 1_000;
/** What ours is held to: a part of the floor, or a multiple of a library. */
const RIVALS: readonly { readonly by: Maker; readonly name: string; readonly aim: number; readonly note: string }[] = [
  {
    by: 'floor',
    name: 'web push, beside ECDH and AES',
    aim: 0.8,
    note: 'floor: a key pair, one agreement, one AES-GCM',
  },
  { by: 'web-push', name: 'web push, beside web-push', aim: 1.3, note: 'floor: generateRequestDetails of web-push' },
  { by: 'block65', name: 'web push, beside webcrypto-web-push', aim: 1.3, note: 'floor: buildPushPayload of @block65' },
];

/**
 * How many push requests one core makes ready in workerd: encrypted and signed, not posted. Ours signs a header once in six
 * hours, the libraries sign each message, the floor signs nothing.
 */
export const encrypt: Section = {
  name: 'encrypt',
  run: async (bench) => {
    const worker = await unstable_startWorker({
      config: join(import.meta.dirname, '..', 'encrypt', 'wrangler.toml'),
      dev: { server: { hostname: '127.0.0.1', port: 0 }, inspector: false, logLevel: 'error', watch: false },
    });
    await worker.ready;
    const make = async (order: EncryptOrder) => {
      const answer = await worker.fetch('http://worker.test/', { method: 'POST', body: JSON.stringify(order) });
      if (!answer.ok) throw new Error(`No push requests were made: ${(await answer.text()).slice(0, 500)}`);
      return order.count;
    };
    try {
      const rows: Row[] = [];
      for (const rival of RIVALS) rows.push(await beside(bench, rival, make));
      return rows;
    } finally {
      await worker.dispose();
    }
  },
};

async function beside(
  { quick, say }: Pick<Bench, 'quick' | 'say'>,
  { by, name, aim, note }: (typeof RIVALS)[number],
  make: (order: EncryptOrder) => Promise<number>,
): Promise<Row> {
  say(name);
  const count = quick ? COUNT / 2 : COUNT;
  const compared = await inPairs(
    quick ? 3 : 25,
    () => make({ by, count }),
    () => make({ by: 'ours', count }),
    undefined,
  );
  return comparisonRow(name, compared, aim, note);
}
