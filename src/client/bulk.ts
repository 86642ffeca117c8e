import type { BulkAnswer } from '../contract/page.ts';
import { NDJSON, toNdjson } from './ndjson.ts';
import type { Call, Transport } from './transport.ts';

/**
 * Sends a bulk write as NDJSON. Every bulk write of the API may be repeated without a second effect, but a POST says so
 * itself by `repeatable`.
 */
export function sendBulk(
  transport: Transport,
  call: Pick<Call, 'method' | 'path' | 'repeatable' | 'signal'>,
  lines: Iterable<unknown> | string,
): Promise<BulkAnswer> {
  return transport.send({
    ...call,
    body: typeof lines === 'string' ? lines : toNdjson(lines),
    contentType: NDJSON,
  });
}
